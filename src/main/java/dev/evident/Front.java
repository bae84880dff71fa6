package dev.evident;

import dev.evident.config.Configuration;
import dev.evident.config.Tls;
import dev.evident.http.ConnectionShares;
import dev.evident.http.Connections;
import dev.evident.http.HostNames;
import dev.evident.http.Listener;
import dev.evident.http.ServerTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** The three listeners: what each lets in, by which names, and how it encrypts. */
record Front(Listener api, Listener viewer, Listener metrics) {

    /** Of a configuration. Blocks: reads certificates and keys. */
    static Front open(Configuration configuration, MeterRegistry registry) {
        Configuration.Connections wanted = configuration.connections();
        ConnectionShares shares = ConnectionShares.of(wanted);
        shares.warnIfFewer(wanted);
        // Only tokens say who calls the API, so a certificate may take their place; the others know nothing else.
        return new Front(
                listener("api", shares.api(), configuration, hosts(configuration), configuration.apiTls(), registry),
                listener(
                        "viewer",
                        shares.viewer(),
                        configuration,
                        hosts(configuration),
                        configuration.viewerTls(),
                        registry),
                listener(
                        "metrics",
                        shares.metrics(),
                        configuration,
                        anyHost(configuration),
                        configuration.metricsTls(),
                        registry));
    }

    /** Takes up what has changed in names, certificates and keys: all of it, or nothing when it fails. Blocks. */
    Future<?> reload(Configuration configuration) {
        List<Supplier<Future<?>>> read = List.of(
                api.reading(configuration.apiTls()),
                viewer.reading(configuration.viewerTls()),
                metrics.reading(configuration.metricsTls()));
        api.setHosts(hosts(configuration));
        viewer.setHosts(hosts(configuration));
        metrics.setHosts(anyHost(configuration));
        return Future.all(read.stream().map(Supplier::get).toList());
    }

    private static Listener listener(
            String name,
            int connections,
            Configuration configuration,
            HostNames hosts,
            Tls tls,
            MeterRegistry registry) {
        boolean everywhere =
                configuration.apiTls().isOn() && configuration.viewerTls().isOn();
        return new Listener(
                new Connections(name, connections, configuration.connections().perAddress(), registry),
                hosts,
                ServerTls.of(name, tls, !name.equals("api"), everywhere));
    }

    private static HostNames hosts(Configuration configuration) {
        List<String> hosts = configuration.api().hosts();
        return hosts.isEmpty() ? anyHost(configuration) : onLoopbackIfDemo(configuration, HostNames.loopbackAnd(hosts));
    }

    private static HostNames anyHost(Configuration configuration) {
        return onLoopbackIfDemo(configuration, HostNames.any());
    }

    /** A token that everybody knows is taken from loopback only, whatever else the configuration allows. */
    private static HostNames onLoopbackIfDemo(Configuration configuration, HostNames hosts) {
        return configuration.demoTokenAccepted() ? HostNames.loopbackAnd(List.of()) : hosts;
    }
}
