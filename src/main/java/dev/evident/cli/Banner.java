package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.config.Configuration.LogFormat;
import java.net.URI;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Says that the service is up, and where.
 *
 * @param api the URL of the API with its actual port; {@code viewer} and {@code metrics} likewise
 * @param data the data directory, absolute
 * @param origin where the configuration came from
 * @param demo whether the demo token works
 */
public record Banner(String version, URI api, URI viewer, URI metrics, Path data, String origin, boolean demo) {

    /** The banner of a service with this configuration. */
    public static Banner of(Configuration configuration, String origin, URI api, URI viewer, URI metrics) {
        boolean demo = configuration.demoTokenAccepted();
        return new Banner(
                Version.text(), api, viewer, metrics, configuration.data().dir(), origin, demo);
    }

    /** A few lines on the standard output for people, or one log line for programs. */
    public void show(LogFormat format) {
        if (format == LogFormat.TEXT) {
            System.out.print(text());
            System.out.flush();
        } else {
            LoggerFactory.getLogger(Banner.class)
                    .info(
                            "Evident {} serves: api {} viewer {} metrics {} data {}",
                            version,
                            api,
                            viewer,
                            metrics,
                            data);
        }
    }

    String text() {
        String authorization = demo ? "'Authorization: secret_token'" : "\"Authorization: Bearer $TOKEN\"";
        return """

        Evident %s
          API      %s
          Viewer   %s
          Metrics  %s/metrics
          Data     %s
          Config   %s

        Try it:
          curl -i %s/event -H %s -H 'Content-Type: application/json' \\
            -d '{"event_type":"user.login","user_id":"alice","variant_data":{"outcome":"success"}}'

        """
                .formatted(version, api, viewer, metrics, data, origin, api, authorization);
    }
}
