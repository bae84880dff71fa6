package dev.evident.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartsTest {
    @Test
    void partsMayBeEmpty() {
        assertThat(Parts.of("", ',')).containsExactly("");
        assertThat(Parts.of("a", ',')).containsExactly("a");
        assertThat(Parts.of(",a,,b,", ',')).containsExactly("", "a", "", "b", "");
    }

    @Test
    void numbersAreDigitsAndNothingElse() {
        assertThat(Parts.number("0", 1)).isZero();
        assertThat(Parts.number("007", 3)).isEqualTo(7);
        assertThat(Parts.number("999999999999999999", 18)).isEqualTo(999_999_999_999_999_999L);
        for (String none : new String[] {"", "-1", "+1", " 1", "1 ", "1e1", "0x1", "\u0661", "1000"}) {
            assertThat(Parts.number(none, 3)).as(none).isEqualTo(-1);
        }
        assertThat(Parts.number("1".repeat(19), 30)).isEqualTo(-1);
    }
}
