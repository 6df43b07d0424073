"""What is broken by the same edit in every language."""

from __future__ import annotations

from tests.mutation.ways import Ways, way

RETRIES = r"(?i)(max_?retries(?:\(|: |=))"

WAYS: Ways = {
    "wrong-model": (
        way("gpt-5-mini", "gpt-5-nano"),
        way("text-embedding-3-small", "text-embedding-3-large"),
    ),
    "wrong-prompt": (way('"(What|Who|Explain|Tell|Find|The quick) ', r'"Please: \1 '),),
    "wrong-path": (way("/openai/v1/", "/openai/v2/"),),
    "wrong-host": (way(r"(YOUR-RESOURCE-NAME)\.openai", r"\1.services.ai"),),
    "wrong-scheme": (way("https://YOUR", "http://YOUR"),),
    "wrong-audience": (way(r"https://ai\.azure\.com/", "https://cognitiveservices.azure.com/"),),
    "wrong-variable": (way("AZURE_OPENAI_API_KEY", "OPENAI_API_KEY"),),
    "retries-off-by-one": (
        way(f"{RETRIES}5", r"\g<1>4"),
        way(f"{RETRIES}5", r"\g<1>6"),
        way(f"{RETRIES}0", r"\g<1>1"),
    ),
}
