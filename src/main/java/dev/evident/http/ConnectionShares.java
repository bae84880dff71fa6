package dev.evident.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.evident.config.Configuration;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections each listener may have: as many as the configuration says, or fewer where the process may not open as
 * many files or the heap is small. Each listener has a share of its own, so metrics and health respond when the API is full.
 *
 * @param api of the API
 * @param viewer of the page
 * @param metrics of metrics and health
 */
public record ConnectionShares(int api, int viewer, int metrics) {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionShares.class);

    /** For files of the record and the index, for what libraries open, and for connections that are being closed. */
    private static final int RESERVED_DESCRIPTORS = 128 + 3 * Connections.MAX_CLOSING;

    /** What a connection can hold: a head or a read of its socket, a request and the response that is being sent. */
    private static final int CONNECTION_BYTES = 128 << 10;

    private static final int MIN = 4;

    /** What this process can bear of what the configuration wants. */
    public static ConnectionShares of(Configuration.Connections wanted) {
        long descriptors = Integer.MAX_VALUE;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            descriptors = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() - RESERVED_DESCRIPTORS;
        }
        return of(wanted, Math.min(descriptors, Runtime.getRuntime().maxMemory() / 2 / CONNECTION_BYTES));
    }

    /** Of all connections, a quarter is for metrics at most, and a quarter of the others for the page. */
    static ConnectionShares of(Configuration.Connections wanted, long all) {
        int metrics = share(wanted.metrics(), all / 4);
        int viewer = share(wanted.viewer(), (all - metrics) / 4);
        return new ConnectionShares(share(wanted.api(), all - metrics - viewer), viewer, metrics);
    }

    /** Says so in the log when there are fewer than the configuration wants. */
    public void warnIfFewer(Configuration.Connections wanted) {
        if (api < wanted.api() || viewer < wanted.viewer() || metrics < wanted.metrics()) {
            LOG.warn(
                    "There are fewer connections than configured, since few files may be opened (ulimit -n) or the"
                            + " heap is small (-Xmx): {} for the API, {} for the viewer, {} for metrics and health",
                    api,
                    viewer,
                    metrics);
        }
    }

    private static int share(int wanted, long max) {
        return (int) Math.max(MIN, Math.min(wanted, max));
    }
}
