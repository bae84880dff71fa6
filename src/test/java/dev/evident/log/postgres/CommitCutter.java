package dev.evident.log.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a program and its database, and cuts the connection at the next COMMIT when it is told how. */
final class CommitCutter implements AutoCloseable {
    private static final byte[] COMMIT = "COMMIT\0".getBytes(US_ASCII);

    /** What becomes of a COMMIT. */
    enum Cut {
        /** It does not reach the server. */
        BEFORE,
        /** It reaches the server, whose response does not come back. */
        AFTER,
        /** It does not reach the server, and neither side hears that. */
        SILENT_BEFORE,
        /** It reaches the server, whose response does not come back, and neither side hears that. */
        SILENT_AFTER
    }

    private final ServerSocket listener;
    private final int server;
    private final AtomicReference<Cut> next = new AtomicReference<>();
    private final AtomicInteger cuts = new AtomicInteger();

    /** In front of a port of this machine. */
    CommitCutter(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts the next COMMIT of any connection. */
    void cut(Cut cut) {
        next.set(cut);
    }

    /** Cuts nothing until it is told again. */
    void spare() {
        next.set(null);
    }

    /** How many were cut. */
    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket database = new Socket(InetAddress.getLoopbackAddress(), server);
            client.setTcpNoDelay(true);
            database.setTcpNoDelay(true);
            AtomicReference<Cut> done = new AtomicReference<>();
            thread(() -> requests(client, database, done));
            thread(() -> responses(database, client, done));
        }
    }

    private void requests(Socket client, Socket database, AtomicReference<Cut> done) throws IOException {
        byte[] bytes = new byte[1 << 16];
        InputStream in = client.getInputStream();
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
            Cut cut = endsWithCommit(bytes, count) ? next.getAndSet(null) : null;
            if (cut != null) {
                done.set(cut);
                cuts.incrementAndGet();
            }
            if (cut == Cut.BEFORE) {
                break;
            }
            if (done.get() == null || cut == Cut.AFTER || cut == Cut.SILENT_AFTER) {
                database.getOutputStream().write(bytes, 0, count);
            }
        }
        close(client, database);
    }

    private static void responses(Socket database, Socket client, AtomicReference<Cut> done) throws IOException {
        byte[] bytes = new byte[1 << 16];
        InputStream in = database.getInputStream();
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
            Cut cut = done.get();
            if (cut == null) {
                client.getOutputStream().write(bytes, 0, count);
            } else if (cut == Cut.AFTER) {
                break; // this is the response to COMMIT
            }
        }
        Cut cut = done.get();
        if (cut == null || cut == Cut.AFTER || cut == Cut.BEFORE) {
            close(client, database);
        }
    }

    /** A simple query is the last thing that a client sends before it waits. */
    private static boolean endsWithCommit(byte[] bytes, int count) {
        int start = count - COMMIT.length;
        for (int i = 0; i < COMMIT.length; i++) {
            if (start < 0 || bytes[start + i] != COMMIT[i]) {
                return false;
            }
        }
        return true;
    }

    private static void close(Socket... sockets) throws IOException {
        for (Socket socket : List.of(sockets)) {
            socket.close();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // one of the two has gone
                    }
                },
                "commit-cutter");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
