package dev.evident.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.event.Problem.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadScannerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";

    private final HeadScanner scanner = new HeadScanner();

    @ParameterizedTest
    @ValueSource(
            strings = {
                GET + "\r\n",
                "\r\n\r\n" + GET + "\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n",
                "GET http://a:1/b?c=d HTTP/1.1\r\nHost: a:1\r\n\r\n",
                "GET /?q=m\u00fcller HTTP/1.1\r\nHost: a\r\n\r\n",
                GET + "Accept: a\r\nAccept: b\r\n\r\n",
                GET + "X-Tab: a\tb\r\nX-Latin: \u00fc\r\nX-Empty:\r\n\r\n",
                GET + "Content-Length: 0\r\n\r\n",
                GET + "content-length: 18446744073709551 \r\n\r\n",
                GET + "Transfer-Encoding:\tChunked \r\n\r\n",
            })
    void acceptsWhatClientsSend(String head) {
        assertThat(scan(head)).isEqualTo(head.length());
        assertThat(scanner.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                " GET / HTTP/1.1\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
                "GET / http/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\r\nHost: a\r\n\r\n",
                "GET /\r\n\r\n",
                "G\u00cbT / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\rHost: a\r\n\r\n",
                "\r\n\r\n\r\n\r\n\r\n" + GET + "\r\n",
                "\u0016\u0003\u0001\u0002",
                GET + ":\r\n\r\n",
                GET + ": value\r\n\r\n",
                GET + "no colon\r\n\r\n",
                GET + "Accept : a\r\n\r\n",
                GET + "Accept: a\r\n b\r\n\r\n",
                GET + "Accept: a\r\n\tb\r\n\r\n",
                " Folded: a\r\n" + GET + "\r\n",
                GET + "Accept: a\u0000b\r\n\r\n",
                GET + "Accept: a\u000bb\r\n\r\n",
                GET + "Accept: a\rb\r\n\r\n",
                GET + "Accept: a\n\r\n",
                GET + "N\u00e4me: a\r\n\r\n",
                GET + "\r\r",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nX-Host: a\r\n\r\n",
                GET + "host: a\r\n\r\n",
                GET + "Content-Type: a\r\ncontent-TYPE: a\r\n\r\n",
                GET + "Authorization: a\r\nauthorization: a\r\n\r\n",
                GET + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
                GET + "Content-Length: 5, 5\r\n\r\n",
                GET + "Content-Length:\r\n\r\n",
                GET + "Content-Length: +5\r\n\r\n",
                GET + "Content-Length: 0x5\r\n\r\n",
                GET + "Content-Length: 9999999999999999999\r\n\r\n",
                GET + "Content-Length: 00000000000000000000000000000000000000000000005\r\n\r\n",
                GET + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                GET + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                GET + "Transfer-Encoding: identity\r\n\r\n",
                GET + "Transfer-Encoding: xchunked\r\n\r\n",
                GET + "Transfer-Encoding:\r\n\r\n",
                GET + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                GET + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            })
    void refusesWhatCanBeReadInTwoWays(String head) {
        assertRefused(head, Kind.BAD_REQUEST);
    }

    @Test
    void countsHeadersAndTheirBytesAndTheRequestLine() {
        String hundred = "GET / HTTP/1.1\r\nHost: a\r\n" + "a:\r\n".repeat(99);
        assertThat(scan(hundred + "\r\n")).isPositive();
        scanner.reset();
        assertRefused(hundred + "a:\r\n\r\n", Kind.HEADERS_TOO_LARGE);
        scanner.reset();

        String full = GET + "X: " + "x".repeat((8 << 10) - 16) + "\r\n\r\n";
        assertThat(full.length() - "GET / HTTP/1.1\r\n".length()).isEqualTo(8 << 10);
        assertThat(scan(full)).isPositive();
        scanner.reset();
        assertRefused(full.replace("X: ", "XX: "), Kind.HEADERS_TOO_LARGE);
        scanner.reset();

        assertRefused("GET /" + "x".repeat(64 << 10), Kind.URI_TOO_LONG);
        scanner.reset();
        assertRefused("x".repeat(33), Kind.BAD_REQUEST);
    }

    @Test
    void nothingIsLeftOfTheHeadBefore() {
        scan("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + "a:\r\n".repeat(98) + "\r\n");
        assertThat(scanner.isChunked()).isTrue();

        scanner.reset();

        assertThat(scan("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n" + "a:\r\n".repeat(98) + "\r\n"))
                .isPositive();
        assertThat(scanner.isChunked()).isFalse();
    }

    /** The bytes of the text up to the end of the head. */
    private int scan(String head) {
        byte[] bytes = head.getBytes(ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (!scanner.process(bytes[i])) {
                return i + 1;
            }
        }
        return -1;
    }

    private void assertRefused(String head, Kind kind) {
        assertThatThrownBy(() -> scan(head)).isInstanceOfSatisfying(HeadException.class, refused -> assertThat(
                        refused.problem().kind())
                .isEqualTo(kind));
    }
}
