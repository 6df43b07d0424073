// comments
import java.util.HexFormat;

class Main {
  static final String[] TEXTS = {
    // literals
  };

  public static void main(String[] args) {
    HexFormat hex = HexFormat.of();
    StringBuilder lines = new StringBuilder();
    for (String text : TEXTS) {
      text.chars().forEach(unit -> lines.append(hex.toHexDigits((char) unit)));
      lines.append('\n');
    }
    System.out.print(lines);
  }
}
