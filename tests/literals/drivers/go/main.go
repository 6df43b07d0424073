// comments
package main

import "os"

var texts = []string{
	// literals
}

func main() {
	const digits = "0123456789abcdef"
	var lines []byte
	for _, text := range texts {
		for _, octet := range []byte(text) {
			lines = append(lines, digits[octet>>4], digits[octet&15])
		}
		lines = append(lines, '\n')
	}
	os.Stdout.Write(lines)
}
