package dev.evident.bench.search;

import dev.evident.bench.Service;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.zip.GZIPInputStream;

/** A streamed response of the service. */
final class Export {
    private static final int BUFFER = 256 << 10;

    private Export() {}

    /** Opens a GET that must return 200; the caller closes the stream. */
    static InputStream open(Service service, String target, String accept, boolean gzip) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) service.api().resolve(target).toURL().openConnection();
        connection.setRequestProperty("Authorization", "secret_token");
        connection.setRequestProperty("Accept", accept);
        connection.setReadTimeout(60_000);
        if (gzip) {
            connection.setRequestProperty("Accept-Encoding", "gzip");
        }
        if (connection.getResponseCode() != 200) {
            throw new IOException(target + ": " + connection.getResponseCode());
        }
        return gzip ? new GZIPInputStream(connection.getInputStream(), BUFFER) : connection.getInputStream();
    }

    /** Events a second of a whole export; fails unless it has this number. */
    static double eventsPerSecond(Service service, String target, boolean gzip, long events) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long lines = 0;
        long start = System.nanoTime();
        try (InputStream in = open(service, target, "application/x-ndjson", gzip)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                }
            }
        }
        long nanos = System.nanoTime() - start;
        if (lines != events + 1) {
            throw new IOException(target + ": expected " + events + " events and a last line, got " + lines + " lines");
        }
        return events * 1e9 / nanos;
    }
}
