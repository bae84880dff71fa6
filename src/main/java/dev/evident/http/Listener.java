package dev.evident.http;

import dev.evident.config.StartException;
import dev.evident.config.Tls;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Makes HTTP servers that stand what strangers do: {@link Connections} bounds how many connections there are, {@link
 * RequestDecoder} what is read from one, {@link HostNames} by which names they call, {@link ServerTls} what is seen on the
 * way. Thread-safe; several event loops may serve the same listener.
 */
public final class Listener {
    private static final int IDLE_SECONDS = 60;

    private static final String NAMES =
            "It takes names of loopback, such as localhost, and those in api.hosts; while the"
                    + " demo token is accepted, those of loopback alone.";

    private static final AttributeKey<Boolean> GUARDED = AttributeKey.valueOf(Listener.class, "guarded");

    private final Connections connections;
    private final ServerTls tls;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile HostNames hosts;

    /** With these limits. */
    public Listener(Connections connections, HostNames hosts, ServerTls tls) {
        this.connections = connections;
        this.hosts = hosts;
        this.tls = tls;
    }

    /** Whether it speaks TLS, from its making on. */
    public boolean isSecure() {
        return tls.isOn();
    }

    /** New connections are called by these names; so are those that stand, from their next request on. */
    public void setHosts(HostNames hosts) {
        this.hosts = hosts;
    }

    /**
     * Reads certificates and keys again. Blocks.
     *
     * @param settings as they are now; whether there is TLS at all stays as it was
     * @return uses them for new connections, while those that stand go on; completes when all servers do
     * @throws StartException when a file cannot be used; nothing has changed then
     */
    public Supplier<Future<?>> reading(Tls settings) {
        if (!tls.isOn() || !settings.isOn()) {
            return Future::succeededFuture;
        }
        TlsFiles files = tls.read(settings);
        return () -> {
            tls.use(files);
            return Future.all(servers.stream()
                    .map(server -> server.updateSSLOptions(tls.options(), true))
                    .toList());
        };
    }

    /**
     * A server that does not listen yet. HTTP/1.1, without WebSockets: their extension handler logs a stack trace for each
     * pipelined request beyond a number.
     *
     * @param requests takes each request, on the event loop
     * @param refusals responds to each request that is refused; its connection is closed after that
     */
    public HttpServer server(
            Vertx vertx,
            String host,
            int port,
            Handler<HttpServerRequest> requests,
            BiConsumer<HttpServerRequest, Problem> refusals) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setHttp2ClearTextEnabled(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        tls.apply(options);
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(this::guard)
                .invalidRequestHandler(request -> {
                    tls.setHeader(request);
                    refusals.accept(request, problem(request));
                })
                .requestHandler(request -> {
                    tls.setHeader(request);
                    if (hosts.allow(request)) {
                        requests.handle(request);
                    } else {
                        refusals.accept(request, Problem.of(Kind.MISDIRECTED, NAMES));
                    }
                });
        servers.add(server);
        return server;
    }

    /** Vert.x calls this when the pipeline is complete and nothing was read yet. */
    private void guard(HttpConnection connection) {
        ChannelHandlerContext handler = ((HttpServerConnection) connection).channelHandlerContext();
        Channel channel = handler.channel();
        guardAccepting(channel.parent());
        if (!connections.begin(channel)) {
            channel.close();
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        RequestDecoder decoder = new RequestDecoder(() -> connections.busy(channel));
        pipeline.replace("httpDecoder", "httpDecoder", decoder);
        pipeline.addBefore(handler.name(), "responseEnds", new ResponseEnds(() -> {
            connections.idle(channel);
            ChannelHandlerContext context = pipeline.context(decoder);
            if (context != null) {
                decoder.responded(context);
            }
        }));
    }

    /** The listening socket is reached by its connections only, so the first of them comes in without its guard. */
    private void guardAccepting(Channel listening) {
        if (listening.attr(GUARDED).setIfAbsent(true) == null) {
            listening.pipeline().addFirst(AcceptGuard.NAME, new AcceptGuard(connections));
        }
    }

    private static Problem problem(HttpServerRequest request) {
        return request.decoderResult().cause() instanceof HeadException head
                ? head.problem()
                : Problem.of(Kind.BAD_REQUEST, "The request is not valid HTTP.");
    }
}
