package dev.evident.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WishTest {
    @Test
    void namesAndQualities() {
        assertThat(Wish.parse(List.of("Text/HTML , a/b ; q=0.5;x=y", ",, ;q=1", "c/d;Q=0")))
                .containsExactly(new Wish("text/html", 1), new Wish("a/b", 0.5), new Wish("c/d", 0));
        for (String none :
                List.of("q=", "q=2", "q=1.1", "q=.5", "q=0.1234", "q=-1", "q=1.", "q=0.x", "q=NaN", "q= 0")) {
            assertThat(Wish.parse(List.of("a;" + none))).as(none).containsExactly(new Wish("a", 1));
        }
        assertThat(Wish.parse(List.of("a;q=0."))).containsExactly(new Wish("a", 0));
    }

    @Test
    void codings() {
        assertThat(Wish.isAccepted("gzip", List.of("br, GZip;q=0.001"))).isTrue();
        assertThat(Wish.isAccepted("gzip", List.of("br", "x-gzip"))).isTrue();
        assertThat(Wish.isAccepted("gzip", List.of("gzip;q=0"))).isFalse();
        assertThat(Wish.isAccepted("gzip", List.of("gzip;q=0.5, identity"))).isFalse();
        assertThat(Wish.isAccepted("gzip", List.of("*"))).isFalse();
        assertThat(Wish.isAccepted("gzip", List.of())).isFalse();
    }

    /** A regular expression took 1.5 s for 15,000 blanks, and four times as long for twice as many. */
    @Test
    void blanksTakeTimeByTheirNumber() {
        String header = "a" + " ".repeat(2_000_000) + "b;" + " ".repeat(2_000_000) + "c";
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThat(Wish.parse(List.of(header)))
                .singleElement());
    }
}
