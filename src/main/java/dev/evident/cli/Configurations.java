package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.config.ConfigurationLoader;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the configuration for commands that deploy nothing. */
final class Configurations {
    private Configurations() {}

    /** As the service reads it: the file that was named, or the one that is found, and what overrides it. Blocks. */
    static Configuration load(Optional<Path> file) {
        Scratch scratch = Scratch.create();
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(false)
                .setFileSystemOptions(new FileSystemOptions()
                        .setFileCacheDir(scratch.directory().resolve("vertx").toString())));
        try {
            return ConfigurationLoader.load(vertx, file).await().configuration();
        } finally {
            vertx.close().await();
            scratch.delete();
        }
    }
}
