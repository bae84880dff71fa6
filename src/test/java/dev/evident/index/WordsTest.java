package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What words a text has. */
class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    payment.refund_failed           | payment refund failed
                    res-0017 at 10.0.0.7            | res 0017 at 10 0 0 7
                    alice@example.org               | alice example org
                    it's                            | it s
                    ÅRSTID Årstid arstid            | arstid arstid arstid
                    Straße STRASSE ẞ                | strasse strasse ss
                    Ørsted Łódź œuvre               | orsted lodz oeuvre
                    ﬁle ＡＢＣ①２                   | file abc 2
                    смета СМЕТА ёлка                | смета смета елка
                    Οδυσσεύς ΟΔΥΣΣΕΥΣ               | οδυσσευσ οδυσσευσ
                    東京都2026年                     | 東 京 都 2026 年
                    ひらがな カタカナ 한국어         | ひ ら か\u3099 な カ タ カ ナ 한국어
                    हिन्दी                           | हिन्दी
                    deploy 🔥🚀 done                | deploy 🔥 🚀 done
                    ï1 1ï ab\u0301c                 | i1 1i abc
                    so\u00ADft                      | soft
                    """)
    void wordsAreRunsOfLettersAndDigitsWithoutCaseAndAccents(String text, String words) {
        List<String> expected = List.of(java.text.Normalizer.normalize(words, java.text.Normalizer.Form.NFC)
                .split(" "));
        assertThat(words(text)).isEqualTo(expected);
    }

    @Test
    void textWithoutLettersAndDigitsHasNone() {
        assertThat(words("")).isEmpty();
        assertThat(words("--- ... \u0301 \u200B½")).isEmpty();
    }

    @Test
    void theBeginningOfALongWordCounts() {
        assertThat(words("a".repeat(128))).containsExactly("a".repeat(128));
        assertThat(words("a".repeat(5_000) + " b")).containsExactly("a".repeat(128), "b");
        assertThat(words("é".repeat(5_000) + " b")).containsExactly("e".repeat(128), "b");
        assertThat(words("a".repeat(200) + "é")).containsExactly("a".repeat(128));
    }

    @Test
    void halfAPairOfSurrogatesIsNoWord() {
        assertThat(words("a\uD83Db")).containsExactly("a", "b");
    }

    private static List<String> words(String text) {
        return Words.of(text).stream().map(BytesRef::utf8ToString).toList();
    }
}
