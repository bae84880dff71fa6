package dev.evident.intake;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One form in which senders send events over HTTP: which requests are its own. Thread-safe. */
public interface IntakeFormat {
    /** The path to which it is sent, as a route of Vert.x. Formats of one path are tried in their order. */
    String path();

    /** By which methods. */
    default List<HttpMethod> methods() {
        return List.of(HttpMethod.POST);
    }

    /**
     * How a request is read and responded to; null when it is of another format. Called on an event loop, before the
     * first byte of the body is read.
     *
     * @throws dev.evident.event.Problem.ProblemException when the request is of this format and its head is not acceptable
     */
    @Nullable
    IntakeExchange open(IntakeRequest request);
}
