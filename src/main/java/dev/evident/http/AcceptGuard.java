package dev.evident.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Takes or closes connections where they are accepted, before they are handed to an event loop that may be behind: each
 * holds an open file from then on. In the pipeline of the listening socket; confined to the acceptor's event loop.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {
    static final String NAME = "acceptGuard";

    private final Connections connections;

    AcceptGuard(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Channel accepted && !connections.admit(accepted)) {
            accepted.unsafe().closeForcibly();
        } else {
            ctx.fireChannelRead(message);
        }
    }
}
