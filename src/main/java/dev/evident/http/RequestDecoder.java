package dev.evident.http;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decodes the requests of one connection, one at a time: the next head is looked at when the response to the request
 * before is written and the client has taken most of it. So a connection holds one request, one response and one read of
 * the socket, whatever is sent on it. Heads go through a {@link HeadScanner} before anything is made of them, and have to be
 * complete within a time limit. Confined to the connection's event loop.
 */
final class RequestDecoder extends HttpRequestDecoder {
    /** From the first byte of a head, or from the opening of the connection, to the head's end. */
    private static final int HEAD_SECONDS = 10;

    private static final long HEAD_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(HEAD_SECONDS);

    /** What may wait undecoded; a client that goes on when it is not read for so long is cut off. */
    private static final int MAX_WAITING_BYTES = 512 << 10;

    private static final HttpHeadersFactory HEADERS = new Factory(false);
    private static final HttpHeadersFactory NO_TRAILERS = new Factory(true);

    private final HeadScanner scanner = new HeadScanner();
    private final Runnable busy;
    private boolean inHead = true;
    private boolean responding;
    private boolean waiting;
    private boolean refused;
    private int scanned;
    /** {@link System#nanoTime} when the head began; meaningful while one is awaited. */
    private long headSince = System.nanoTime();

    private boolean headBegun = true;

    /**
     * For a new connection.
     *
     * @param busy told on the event loop of each complete head
     */
    RequestDecoder(Runnable busy) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(HeadScanner.MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HeadScanner.MAX_HEADER_BYTES)
                .setHeadersFactory(HEADERS)
                .setTrailersFactory(NO_TRAILERS));
        this.busy = busy;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        watch(ctx, HEAD_TIMEOUT_NANOS);
    }

    /** The response to the request under way was written; to be told by {@link ResponseEnds}. */
    void responded(ChannelHandlerContext ctx) {
        responding = false;
        goOn(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        goOn(ctx);
        super.channelWritabilityChanged(ctx);
    }

    /** While requests wait, the superclass would read on for want of a decoded one. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (waiting) {
            discardSomeReadBytes();
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused || (!ctx.channel().isActive() && inHead)) {
            in.skipBytes(in.readableBytes());
        } else if (!inHead) {
            decodeBody(ctx, in, out);
        } else if (responding || !ctx.channel().isWritable()) {
            await(ctx, in);
        } else {
            decodeHead(ctx, in, out);
        }
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!headBegun) {
            headBegun = true;
            headSince = System.nanoTime();
        }
        try {
            int end = in.forEachByte(in.readerIndex() + scanned, in.readableBytes() - scanned, scanner);
            if (end < 0) {
                scanned = in.readableBytes();
                return;
            }
        } catch (HeadException refusal) {
            in.skipBytes(in.readableBytes());
            out.add(refusal(refusal));
            return;
        }
        inHead = false;
        responding = true;
        busy.run();
        decodeBody(ctx, in, out); // the head first, whose bytes are all there
    }

    /** Chunks that came together go on together: there may be one in every six bytes. */
    private void decodeBody(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!scanner.isChunked()) {
            super.decode(ctx, in, out);
            followed(out);
            return;
        }
        List<Object> pieces = new ArrayList<>();
        int left;
        do {
            left = in.readableBytes();
            super.decode(ctx, in, pieces);
        } while (in.readableBytes() < left && in.isReadable() && !isLast(pieces));
        out.addAll(merged(ctx, pieces));
        followed(out);
    }

    private void followed(List<Object> out) {
        if (isLast(out)) {
            inHead = true;
            headBegun = false;
            scanned = 0;
            scanner.reset();
        }
        if (!out.isEmpty()
                && out.get(out.size() - 1) instanceof HttpObject last
                && last.decoderResult().isFailure()) {
            refused = true;
        }
    }

    private static boolean isLast(List<Object> decoded) {
        return !decoded.isEmpty() && decoded.get(decoded.size() - 1) instanceof LastHttpContent;
    }

    private static List<Object> merged(ChannelHandlerContext ctx, List<Object> pieces) {
        List<Object> merged = new ArrayList<>();
        List<ByteBuf> chunks = new ArrayList<>();
        for (Object piece : pieces) {
            if (piece instanceof HttpContent content && !(piece instanceof LastHttpContent)) {
                chunks.add(content.content());
            } else {
                addAll(ctx, chunks, merged);
                merged.add(piece);
            }
        }
        addAll(ctx, chunks, merged);
        return merged;
    }

    private static void addAll(ChannelHandlerContext ctx, List<ByteBuf> chunks, List<Object> merged) {
        if (chunks.size() == 1) {
            merged.add(new DefaultHttpContent(chunks.get(0)));
        } else if (chunks.size() > 1) {
            int bytes = chunks.stream().mapToInt(ByteBuf::readableBytes).sum();
            ByteBuf all = ctx.alloc().buffer(bytes);
            chunks.forEach(chunk -> {
                all.writeBytes(chunk);
                chunk.release();
            });
            merged.add(new DefaultHttpContent(all));
        }
        chunks.clear();
    }

    private void await(ChannelHandlerContext ctx, ByteBuf in) {
        waiting = true;
        ctx.channel().config().setAutoRead(false);
        if (in.readableBytes() > MAX_WAITING_BYTES) {
            in.skipBytes(in.readableBytes());
            refused = true;
            ctx.close();
        }
    }

    private void goOn(ChannelHandlerContext ctx) {
        if (waiting && !responding && ctx.channel().isWritable()) {
            waiting = false;
            ctx.executor().execute(() -> {
                if (!ctx.isRemoved()) {
                    ctx.channel().config().setAutoRead(true);
                    decodeWaiting(ctx);
                }
            });
        }
    }

    private void decodeWaiting(ChannelHandlerContext ctx) {
        try {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            channelReadComplete(ctx);
        } catch (Exception failure) {
            ctx.fireExceptionCaught(failure);
        }
    }

    private void watch(ChannelHandlerContext ctx, long nanos) {
        ctx.executor()
                .schedule(
                        () -> {
                            if (!ctx.isRemoved() && ctx.channel().isActive()) {
                                check(ctx);
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext ctx) {
        long left = HEAD_TIMEOUT_NANOS - (System.nanoTime() - headSince);
        if (!inHead || !headBegun || responding || waiting || refused) {
            watch(ctx, HEAD_TIMEOUT_NANOS);
        } else if (left > 0) {
            watch(ctx, left);
        } else if (scanned == 0) {
            ctx.close();
        } else {
            ctx.fireChannelRead(refusal(new HeadException(Problem.of(
                    Kind.REQUEST_TIMEOUT,
                    "The request's head was not complete within " + HEAD_SECONDS + " seconds."))));
            ctx.fireChannelReadComplete();
        }
    }

    private HttpMessage refusal(HeadException cause) {
        refused = true;
        HttpMessage request = createInvalidMessage();
        request.setDecoderResult(DecoderResult.failure(cause));
        return request;
    }

    @Override
    protected HttpMessage createMessage(String[] requestLine) {
        return new DefaultHttpRequest(
                HttpVersion.valueOf(requestLine[2]),
                HttpMethod.valueOf(requestLine[0]),
                requestLine[1],
                HeadersMultiMap.httpHeaders());
    }

    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/bad-request");
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return false;
    }

    /** Trailers are read by nobody and thrown away as they come, as RFC 9110 §6.5.1 allows. */
    private record Factory(boolean discarding) implements HttpHeadersFactory {
        @Override
        public HttpHeaders newHeaders() {
            return discarding ? new Discarded() : HeadersMultiMap.httpHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return newHeaders();
        }
    }

    private static final class Discarded extends DefaultHttpHeaders {
        @Override
        public HttpHeaders add(CharSequence name, Object value) {
            return this;
        }

        @Override
        public HttpHeaders add(String name, Object value) {
            return this;
        }
    }
}
