package dev.evident.api;

import dev.evident.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What strangers do to a process: many connections, and bytes that no client sends. Every loop is bounded. */
final class Attack implements AutoCloseable {
    private final URI target;
    private final List<Wire> wires = new ArrayList<>();

    Attack(URI target) {
        this.target = target;
    }

    /** Opens connections and sends the same on each; a refusal is none of the attacker's business. */
    Attack each(int connections, String bytes) {
        for (int i = 0; i < connections; i++) {
            send(bytes);
        }
        return this;
    }

    /** Opens one connection more and sends this. */
    Attack send(String bytes) {
        try {
            Wire wire = new Wire(target);
            wires.add(wire);
            wire.send(bytes);
        } catch (IOException closed) {
            // closed by the service in the middle of it
        }
        return this;
    }

    /** Sends on, on all that are open; the number of those that took it. */
    int sendOn(String bytes) {
        int taken = 0;
        for (Wire wire : wires) {
            try {
                wire.send(bytes);
                taken++;
            } catch (IOException closed) {
                // closed by the service
            }
        }
        return taken;
    }

    /** Goes away from all of them without a word. */
    void reset() {
        for (Wire wire : wires) {
            try {
                wire.reset();
            } catch (IOException closed) {
                // closed by the service
            }
        }
        wires.clear();
    }

    @Override
    public void close() {
        reset();
    }

    /** Bytes of the heap that are in use after a collection. */
    static long liveBytes(ServiceProcess service) {
        run("jcmd", service, "GC.run");
        for (String line : run("jcmd", service, "GC.heap_info").lines().toList()) {
            int used = line.indexOf("used ");
            if (line.contains("tenured generation")) {
                return Long.parseLong(line.substring(used + 5, line.indexOf('K', used))) << 10;
            }
        }
        throw new AssertionError("the heap cannot be measured");
    }

    private static String run(String tool, ServiceProcess service, String command) {
        try {
            Process process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/" + tool, String.valueOf(service.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
