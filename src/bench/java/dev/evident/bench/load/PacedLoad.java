package dev.evident.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;

/** Sends requests on a {@link Schedule} over one connection; any response but 201 ends the load. */
public final class PacedLoad implements AutoCloseable {
    private static final int READ_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final long firstNumber;
    private final int eventsPerRequest;
    private final Schedule schedule;
    private final Response response = new Response();
    private final ByteBuffer in = ByteBuffer.allocate(READ_BYTES);

    /**
     * Begins.
     *
     * @param eventsPerRequest what each request of the source holds
     * @param firstNumber the number of the first resource that is named in what is sent
     */
    public PacedLoad(
            URI server, double eventsPerSecond, int eventsPerRequest, Supplier<Request> source, long firstNumber)
            throws IOException {
        this.channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.firstNumber = firstNumber;
        this.eventsPerRequest = eventsPerRequest;
        this.schedule = Schedule.start(eventsPerSecond, eventsPerRequest, number -> send(source.get(), number));
    }

    /** When the request with this event was due, as {@link System#nanoTime} counts. */
    public long due(long number) {
        return schedule.due((number - firstNumber) / eventsPerRequest);
    }

    /** Ends after the response that is under way; latencies count from when a request was due. */
    public LoadResult finish() throws IOException {
        return schedule.finish();
    }

    @Override
    public void close() throws IOException {
        schedule.close();
        channel.close();
    }

    private void send(Request request, long number) throws IOException {
        request.number(firstNumber + number * eventsPerRequest);
        ByteBuffer out = request.buffer();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        response.reset();
        do {
            in.clear();
            if (channel.read(in) < 0) {
                throw new EOFException("the server closed a connection");
            }
        } while (!response.feed(in.array(), in.position()));
        if (response.status() != 201) {
            throw new IOException("expected 201, got:\n" + response.headText());
        }
    }
}
