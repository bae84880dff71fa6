package dev.evident.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.merkle.AddCheckpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** One {@code POST <prefix>/add-checkpoint}. Nothing of the response is believed, and not much of it is read. */
final class WitnessCall {
    private static final int MAX_BYTES = 64 << 10;
    private static final int TIMEOUT_SECONDS = 10;

    private final HttpClient http;
    private final URI prefix;

    WitnessCall(HttpClient http, URI prefix) {
        this.http = http;
        this.prefix = prefix;
    }

    /** What the witness said. */
    record Reply(int status, String body) {
        /** The size in the body of a 409, or -1 when there is none. */
        long knownSize() {
            return body.matches("(0|[1-9][0-9]{0,17})\n") ? Long.parseLong(body.strip()) : -1;
        }
    }

    Future<Reply> post(AddCheckpoint request) {
        RequestOptions options = new RequestOptions()
                .setAbsoluteURI(prefix + "/add-checkpoint")
                .setMethod(HttpMethod.POST)
                .putHeader("Content-Type", "text/plain; charset=utf-8");
        return http.request(options)
                .compose(sent -> sent.send(request.text()))
                .compose(response -> read(response).map(body -> new Reply(response.statusCode(), body)))
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .recover(failure -> Future.failedFuture("it cannot be reached (" + failure.getMessage() + ")."));
    }

    private static Future<String> read(HttpClientResponse response) {
        Promise<String> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > MAX_BYTES) {
                response.handler(rest -> {});
                response.request().reset();
                whole.tryFail("its response is too long");
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body.toString(UTF_8)));
        return whole.future();
    }
}
