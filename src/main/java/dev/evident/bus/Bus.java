package dev.evident.bus;

import dev.evident.event.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus with types: requests, responses and failures pass between verticles of this process by reference.
 *
 * <p>Safe to use from any thread; handlers run on the context that registered them, responses arrive on the context that
 * sent the request. Between the same two contexts messages keep their order.
 */
public final class Bus {
    /** How long a request may wait for its response, in milliseconds. */
    private static final long TIMEOUT_MS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
    private static final String CODEC = "evident";
    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setCodecName(CODEC).setLocalOnly(true).setSendTimeout(TIMEOUT_MS);

    private final EventBus eventBus;

    private Bus(EventBus eventBus) {
        this.eventBus = eventBus;
    }

    /** The bus of a Vert.x instance; call once for each instance. */
    public static Bus install(Vertx vertx) {
        vertx.eventBus().registerCodec(new ByReference());
        return new Bus(vertx.eventBus());
    }

    /**
     * Asks. Fails with what the other side failed with, or with the problem {@code unavailable} when nobody responds.
     */
    public <Q, A> Future<A> request(Address<Q, A> address, Q request) {
        return eventBus.<A>request(address.name(), request, OPTIONS)
                .transform(reply -> reply.succeeded()
                        ? Future.succeededFuture(reply.result().body())
                        : Future.failedFuture(cause(address, reply.cause())));
    }

    /** Serves requests on the calling context until its verticle is undeployed. */
    public <Q, A> void serve(Address<Q, A> address, Function<Q, Future<A>> handler) {
        eventBus.<Q>localConsumer(address.name(), message -> apply(handler, message.body())
                .onSuccess(response -> message.reply(response, OPTIONS))
                .onFailure(failure -> {
                    if (failure instanceof Error) { // nobody may take it for a response and go on
                        LOG.error("{} failed", address.name(), failure);
                    }
                    message.reply(new Failure(failure));
                }));
    }

    /** Tells every subscriber. */
    public <T> void publish(Topic<T> topic, T message) {
        eventBus.publish(topic.name(), message, OPTIONS);
    }

    /** Listens on the calling context until its verticle is undeployed. */
    public <T> void subscribe(Topic<T> topic, Consumer<T> handler) {
        eventBus.<T>localConsumer(topic.name(), message -> handler.accept(message.body()));
    }

    private static <Q, A> Future<A> apply(Function<Q, Future<A>> handler, Q request) {
        try {
            return handler.apply(request);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private static Throwable cause(Address<?, ?> address, Throwable failure) {
        if (failure instanceof Failure travelled) {
            return travelled.original;
        }
        if (failure instanceof ReplyException late && late.failureType() == ReplyFailure.TIMEOUT) {
            return Problem.of(
                            Problem.Kind.UNAVAILABLE,
                            "No response within " + TIMEOUT_MS / 1_000 + " seconds (" + address.name() + ").")
                    .exception();
        }
        return Problem.of(Problem.Kind.UNAVAILABLE, "The service is starting or stopping (" + address.name() + ").")
                .exception();
    }

    /** What a handler failed with, on its way to the sender. */
    private static final class Failure extends ReplyException {
        private final transient Throwable original;

        Failure(Throwable original) {
            super(ReplyFailure.RECIPIENT_FAILURE, String.valueOf(original.getMessage()));
            this.original = original;
        }
    }

    /** Hands immutable messages over as they are. */
    private static final class ByReference implements MessageCodec<Object, Object> {
        @Override
        public void encodeToWire(Buffer buffer, Object message) {
            throw new UnsupportedOperationException("messages stay inside the process");
        }

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("messages stay inside the process");
        }

        @Override
        public Object transform(Object message) {
            return message;
        }

        @Override
        public String name() {
            return CODEC;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
