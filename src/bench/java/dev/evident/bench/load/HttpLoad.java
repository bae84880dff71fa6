package dev.evident.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * A closed loop over keep-alive connections in the calling thread: each connection sends its next request when the
 * response to the former is complete. Any response but the expected one ends the run with an exception.
 */
public final class HttpLoad implements AutoCloseable {
    private static final int READ_BYTES = 256 << 10;

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Supplier<Request> source;
    private final int expectedStatus;
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] read = new byte[READ_BYTES];
    private Histogram latencies = histogram();
    private long sent;
    private long limit;
    private long completed;
    private long nextNumber;

    /**
     * Connects.
     *
     * @param firstNumber the number of the first resource that is named in what is sent
     */
    public HttpLoad(URI server, int count, Supplier<Request> source, int expectedStatus, long firstNumber)
            throws IOException {
        this.selector = Selector.open();
        this.source = source;
        this.expectedStatus = expectedStatus;
        this.nextNumber = firstNumber;
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            connections.add(new Connection(channel, channel.register(selector, SelectionKey.OP_READ)));
        }
    }

    /** The number that the next resource would get. */
    public long nextNumber() {
        return nextNumber;
    }

    /** Sends for some time, or until this number of responses has come, whichever is first; waits for the last responses. */
    public LoadResult run(double seconds, long requests) throws IOException {
        latencies = histogram();
        limit = requests;
        sent = 0;
        completed = 0;
        long firstNumber = nextNumber;
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        for (Connection connection : connections) {
            if (sent < limit) {
                connection.send();
            }
        }
        while (completed < sent) {
            if (selector.select(10_000) == 0) {
                throw new IOException("no response for ten seconds");
            }
            boolean more = System.nanoTime() < end;
            for (SelectionKey key : selector.selectedKeys()) {
                ((Connection) key.attachment()).ready(more);
            }
            selector.selectedKeys().clear();
        }
        return new LoadResult(completed, nextNumber - firstNumber, System.nanoTime() - start, latencies);
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }

    private static Histogram histogram() {
        return new Histogram(1_000, 120_000_000_000L, 3);
    }

    private final class Connection {
        private final SocketChannel channel;
        private final SelectionKey key;
        private final Response response = new Response();
        private ByteBuffer out = ByteBuffer.allocate(0);
        private long started;

        Connection(SocketChannel channel, SelectionKey key) {
            this.channel = channel;
            this.key = key;
            key.attach(this);
        }

        void send() throws IOException {
            Request request = source.get();
            request.number(nextNumber);
            nextNumber += request.events();
            out = request.buffer();
            response.reset();
            sent++;
            started = System.nanoTime();
            write();
        }

        void ready(boolean more) throws IOException {
            if (key.isWritable()) {
                write();
            }
            if (key.isReadable()) {
                receive(more);
            }
        }

        private void write() throws IOException {
            channel.write(out);
            key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        private void receive(boolean more) throws IOException {
            readBuffer.clear();
            int length = channel.read(readBuffer);
            if (length < 0) {
                throw new EOFException("the server closed a connection");
            }
            readBuffer.flip().get(read, 0, length);
            if (!response.feed(read, length)) {
                return;
            }
            latencies.recordValue(System.nanoTime() - started);
            completed++;
            if (response.status() != expectedStatus) {
                throw new IOException("expected " + expectedStatus + ", got:\n" + response.headText());
            }
            if (more && sent < limit) {
                send();
            }
        }
    }
}
