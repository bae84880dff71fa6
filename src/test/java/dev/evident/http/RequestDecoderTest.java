package dev.evident.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What reaches the rest of the program of bytes that come in any pieces. */
class RequestDecoderTest {
    private static final String GET = "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final int MANY = 1_000;

    private final RequestDecoder decoder = new RequestDecoder(() -> {});
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void stop() {
        channel.finishAndReleaseAll();
    }

    @Test
    void theNextRequestIsReadWhenTheResponseBeforeItIsWritten() {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            requests.append(GET.formatted(i));
        }
        send(requests.toString());

        for (int i = 0; i < MANY; i++) {
            assertThat(read()).hasSize(2).first().isInstanceOfSatisfying(HttpRequest.class, request -> assertThat(
                            request.decoderResult().isSuccess())
                    .isTrue());
            assertThat(channel.config().isAutoRead()).isEqualTo(i == MANY - 1);
            respond();
        }
        assertThat(read()).isEmpty();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aHeadMayComeByteForByte() {
        String head = GET.formatted(1);
        for (int i = 0; i < head.length() - 1; i++) {
            send(head.substring(i, i + 1));
            assertThat(read()).isEmpty();
        }
        send("\n");
        assertThat(read()).hasSize(2);
    }

    @Test
    void aRefusedHeadIsTheLastThatIsRead() {
        send(GET.formatted(1));
        assertThat(read()).hasSize(2);
        respond();

        send("GET / HTTP/1.1\r\nHost: a\r\n:\r\n\r\n" + GET.formatted(2));

        assertThat(read()).singleElement().isInstanceOfSatisfying(HttpRequest.class, request -> {
            assertThat(request.decoderResult().cause()).isInstanceOf(HeadException.class);
            assertThat(request.headers()).isEmpty();
        });
        respond();
        send(GET.formatted(3));
        assertThat(read()).isEmpty();
    }

    /** A million tiny chunks would be a million objects and buffers otherwise. */
    @Test
    void chunksThatComeTogetherGoOnTogether() {
        send(POST);
        assertThat(read()).singleElement().isInstanceOf(HttpRequest.class);

        send("1\r\nx\r\n".repeat(MANY) + "3\r\nab");
        List<Object> pieces = read();
        assertThat(pieces).hasSizeLessThanOrEqualTo(2);
        assertThat(text(pieces)).isEqualTo("x".repeat(MANY) + "ab");

        send("c\r\n1\r\nd\r\n0\r\n\r\n");
        List<Object> last = read();
        assertThat(text(last)).isEqualTo("cd");
        assertThat(last.get(last.size() - 1)).isInstanceOf(LastHttpContent.class);
    }

    @Test
    void trailersAreNotKept() {
        send(POST + "1\r\nx\r\n0\r\n" + "a:\r\n".repeat(MANY) + "\r\n");

        List<Object> pieces = read();

        assertThat(pieces.get(pieces.size() - 1)).isInstanceOfSatisfying(LastHttpContent.class, last -> {
            assertThat(last.decoderResult().isSuccess()).isTrue();
            assertThat(last.trailingHeaders()).isEmpty();
        });
        respond();
        send(GET.formatted(1));
        assertThat(read()).hasSize(2);
    }

    @Test
    void aClientThatSendsOnWithoutBeingReadIsCutOff() {
        send(GET.formatted(1));
        for (int i = 0; i < 10 && channel.isOpen(); i++) {
            send("x".repeat(100_000));
        }
        assertThat(channel.isOpen()).isFalse();
    }

    private void send(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
    }

    private List<Object> read() {
        channel.runPendingTasks();
        List<Object> decoded = new ArrayList<>();
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            decoded.add(next);
        }
        return decoded;
    }

    private void respond() {
        decoder.responded(channel.pipeline().context(decoder));
    }

    private static String text(List<Object> pieces) {
        StringBuilder text = new StringBuilder();
        for (Object piece : pieces) {
            text.append(((HttpContent) piece).content().toString(ISO_8859_1));
        }
        return text.toString();
    }
}
