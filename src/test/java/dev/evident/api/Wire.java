package dev.evident.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;

/** A connection on which HTTP is written by hand: it sends exactly these bytes, which no well-behaved client would. */
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    Wire(URI server) throws IOException {
        this(server, 0);
    }

    /**
     * A connection.
     *
     * @param receiveBuffer bytes that the operating system takes for a reader who does not read; 0 for its own choice
     */
    Wire(URI server, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()), TIMEOUT_MS);
        in = receiveBuffer > 0 ? socket.getInputStream() : new BufferedInputStream(socket.getInputStream());
    }

    /** Sends text in which each character stands for one byte. */
    Wire send(String latin1) throws IOException {
        socket.getOutputStream().write(latin1.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    WireResponse response() throws IOException {
        return WireResponse.read(in);
    }

    /** What comes of a response that may be cut off. */
    WireResponse.Cut responseEvenIfCut() throws IOException {
        return WireResponse.readEvenIfCut(in);
    }

    /** The response to HEAD, which ends where its headers do. */
    WireResponse responseToHead() throws IOException {
        return WireResponse.readHead(in);
    }

    /** The response to HEAD on a connection that is closed after it; its body is what came although nothing may. */
    WireResponse responseToHeadAndEnd() throws IOException {
        WireResponse head = WireResponse.readHead(in);
        return new WireResponse(head.status(), head.headers(), in.readAllBytes());
    }

    /** The response whose first bytes have been read already. */
    WireResponse responseAfter(byte[] begun) throws IOException {
        return WireResponse.read(new BufferedInputStream(new SequenceInputStream(new ByteArrayInputStream(begun), in)));
    }

    /** Reads some bytes of what comes. */
    byte[] read(int bytes) throws IOException {
        return in.readNBytes(bytes);
    }

    /** Whether the server has closed the connection, in whatever way; waits for it. */
    boolean isAtEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Goes away without a word, as a machine does that loses its power. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
