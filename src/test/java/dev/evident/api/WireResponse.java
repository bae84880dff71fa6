package dev.evident.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One response of an HTTP server as it came over the wire.
 *
 * @param headers by name, in any case
 */
record WireResponse(int status, Map<String, List<String>> headers, byte[] body) {

    String text() {
        return new String(body, UTF_8);
    }

    /** The values of a header, joined by a comma and a space; empty when it is not there. */
    String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    /** Reads exactly one response, so that the next one on the connection can follow. */
    static WireResponse read(InputStream in) throws IOException {
        WireResponse head = readHead(in);
        return new WireResponse(head.status, head.headers, body(in, head.status, head.headers));
    }

    /** What came of a response in chunks, and whether the connection ended within it. */
    record Cut(int status, String text, byte[] body, boolean cut) {}

    /** Reads a response in chunks as far as it comes, to the last byte before the connection ends. */
    static Cut readEvenIfCut(InputStream in) throws IOException {
        WireResponse head = readHead(in);
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        boolean cut = false;
        try {
            chunks(in, came);
        } catch (EOFException | SocketException early) {
            cut = true;
        }
        return new Cut(head.status, came.toString(UTF_8), came.toByteArray(), cut);
    }

    /** Reads the head of a response. */
    static WireResponse readHead(InputStream in) throws IOException {
        String statusLine = line(in);
        if (!statusLine.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
            throw new IOException("not the first line of a response: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, colon), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        return new WireResponse(status, headers, new byte[0]);
    }

    private static byte[] body(InputStream in, int status, Map<String, List<String>> headers) throws IOException {
        if (status < 200 || status == 204) {
            return new byte[0];
        }
        if (headers.containsKey("Transfer-Encoding")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            chunks(in, body);
            return body.toByteArray();
        }
        List<String> length = headers.get("Content-Length");
        return length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length.get(0)));
    }

    private static void chunks(InputStream in, ByteArrayOutputStream body) throws IOException {
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            byte[] chunk = in.readNBytes(size);
            body.writeBytes(chunk);
            requireLength(chunk, size);
            line(in);
        }
        line(in);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        requireLength(bytes, size);
        return bytes;
    }

    private static void requireLength(byte[] bytes, int size) throws EOFException {
        if (bytes.length < size) {
            throw new EOFException("the response ends after " + bytes.length + " of " + size + " bytes");
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended; before that came: " + line.toString(ISO_8859_1));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
