package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.config.ConfigurationLoader;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Reads the configuration for commands that deploy nothing. */
public final class Configurations {
    /** The option that names the file, on every command. */
    static final String OPTION = "--config";

    private Configurations() {}

    /** As the service reads it: the file that was named, or the one that is found, and what overrides it. Blocks. */
    static Configuration load(CommandSpec command) {
        return ConfigurationLoader.load(named(command)).configuration();
    }

    /** The file that was named, or the one that is found. */
    static Optional<Path> file(CommandSpec command) {
        return named(command).or(ConfigurationLoader::usualFile);
    }

    private static Optional<Path> named(CommandSpec command) {
        return Optional.ofNullable(command.root().findOption(OPTION).getValue());
    }

    /** For a Vert.x that unpacks nothing into the directory of temporary files, so that it need not be writable. */
    public static VertxOptions withoutFileCache() {
        return new VertxOptions()
                .setPreferNativeTransport(false)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }
}
