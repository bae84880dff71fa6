package dev.evident.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** Tells when the last piece of a response is written. Confined to the connection's event loop. */
final class ResponseEnds extends ChannelOutboundHandlerAdapter {
    private final Runnable ended;

    ResponseEnds(Runnable ended) {
        this.ended = ended;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(message, promise);
        if (message instanceof LastHttpContent && !isInterim(message)) {
            ended.run();
        }
    }

    /** Whether it is a 100 or 103, which the response follows. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
