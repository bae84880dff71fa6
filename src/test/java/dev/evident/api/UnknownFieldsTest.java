package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningService;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnknownFieldsTest {
    @Test
    void namesOfAnyCharactersStandInAHeaderOfBoundedLength() {
        assertThat(UnknownFields.header(List.of("form", "a*,b\r\nX: y", "größe")))
                .isEqualTo("form, a%2A%2Cb%0D%0AX%3A%20y, gr%C3%B6%C3%9Fe");
        List<String> many =
                IntStream.range(0, 20).mapToObj(i -> i + "ü".repeat(60)).toList();
        assertThat(UnknownFields.header(many)).hasSizeLessThanOrEqualTo(1_001).endsWith(", *");
        assertThat(UnknownFields.header(List.of("x".repeat(1_000)))).hasSize(1_000);
        assertThat(UnknownFields.header(List.of("ü".repeat(1_000)))).isEqualTo("*");
    }

    @Test
    void tailsAndBundlesNameThemToo() throws Exception {
        try (RunningService service = RunningService.start()) {
            service.client().post("{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{\"n\":1}}");
            assertThat(named(service, "/events?form=-24h&n!=2", "text/event-stream"))
                    .isEqualTo("form");
            assertThat(named(service, "/events?n=1", "text/event-stream")).isEmpty();
            assertThat(named(service, "/events?usr!=u", "application/zip")).isEqualTo("usr");
        }
    }

    /** What the header says; the rest of the response is not waited for. */
    private static String named(RunningService service, String target, String accept) throws Exception {
        try (Wire wire = new Wire(service.api())) {
            WireResponse head = wire.send(
                            "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: secret_token\r\nAccept: "
                                    + accept + "\r\n\r\n")
                    .responseToHead();
            assertThat(head.status()).isEqualTo(200);
            return head.header(UnknownFields.HEADER);
        }
    }
}
