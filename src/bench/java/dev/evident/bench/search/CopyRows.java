package dev.evident.bench.search;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** An NDJSON export of the service as rows for {@code COPY}, read as they are asked for; fails unless it is complete. */
final class CopyRows extends InputStream {
    private static final String LAST_LINE = "{\"evident_export\":";

    private final BufferedReader lines;
    private byte[] row = new byte[0];
    private int at;
    private boolean ended;
    private long rows;

    CopyRows(InputStream export) {
        this.lines = new BufferedReader(new InputStreamReader(export, StandardCharsets.UTF_8), 1 << 16);
    }

    @Override
    public int read() throws IOException {
        return more() ? row[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int done = 0;
        while (done < length && more()) {
            int part = Math.min(length - done, row.length - at);
            System.arraycopy(row, at, into, from + done, part);
            at += part;
            done += part;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private boolean more() throws IOException {
        if (at < row.length) {
            return true;
        }
        if (ended) {
            return false;
        }
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the export is not complete");
        }
        if (line.startsWith(LAST_LINE)) {
            if (!line.startsWith(LAST_LINE + "{\"count\":" + rows + ",")) {
                throw new IOException(rows + " events, but " + line);
            }
            ended = true;
            return false;
        }
        rows++;
        row = row(line);
        at = 0;
        return true;
    }

    /** The stored body is what follows the three fields that the service adds in front. */
    private static byte[] row(String line) {
        int body = line.indexOf(',', line.indexOf("\"timestamp\":")) + 1;
        long seq = Long.parseLong(line, line.indexOf("\"seq\":") + 6, line.indexOf(",\"timestamp\":"), 10);
        return row(seq, text(line, "timestamp"), '{' + line.substring(body)).getBytes(StandardCharsets.UTF_8);
    }

    /** A row in COPY's text format. */
    static String row(long seq, String timestamp, String event) {
        return seq + "\t" + timestamp + '\t' + text(event, "event_type") + '\t' + text(event, "user_id") + '\t'
                + event.replace("\\", "\\\\") + '\n';
    }

    /** The generator's texts hold nothing that is escaped. */
    private static String text(String event, String field) {
        int from = event.indexOf('"' + field + "\":\"") + field.length() + 4;
        return event.substring(from, event.indexOf('"', from));
    }
}
