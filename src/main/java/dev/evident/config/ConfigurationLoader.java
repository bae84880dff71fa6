package dev.evident.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: the defaults, then a file, then the environment, then system properties, each overriding the
 * ones before.
 */
public final class ConfigurationLoader {
    private static final Path USUAL_FILE = Path.of("conf", "evident.yaml");
    private static final String BUILT_IN = "the built-in configuration";

    private ConfigurationLoader() {}

    /**
     * A configuration and how it came about.
     *
     * @param origin the file it was read from, for people
     * @param warnings what looks like a mistake, one line each, without values
     * @param values of all keys but those that hold secrets, as they may be written
     * @param files everything that was read, and what it names for TLS
     * @param named the file that was asked for, if any
     */
    public record Loaded(
            Configuration configuration,
            String origin,
            List<String> warnings,
            Map<String, String> values,
            Set<Path> files,
            Optional<Path> named) {

        /** The same sources as they are now. Blocks. */
        public Loaded again() {
            return load(named);
        }
    }

    /**
     * Reads the named file, else conf/evident.yaml in the working directory if there is one, else the copy inside the
     * jar. Blocks.
     *
     * @throws ConfigurationException for a file, key or value that is refused
     */
    public static Loaded load(Optional<Path> named) {
        Optional<Path> file = named.or(ConfigurationLoader::usualFile);
        String origin = file.map(Path::toString).orElse(BUILT_IN);
        Path directory = file.map(Path::toAbsolutePath).map(Path::getParent).orElse(Path.of(""));
        Properties properties = System.getProperties();
        Loaded loaded = read(
                origin,
                directory,
                file.map(ConfigurationLoader::parse).orElseGet(ConfigurationLoader::defaults),
                System.getenv(),
                properties.stringPropertyNames().stream()
                        .collect(Collectors.toMap(name -> name, properties::getProperty)));
        Set<Path> files = new LinkedHashSet<>(loaded.files);
        file.ifPresent(files::add);
        return new Loaded(loaded.configuration, origin, loaded.warnings, loaded.values, files, named);
    }

    /**
     * Tokens as they may be written in a file, checked as there.
     *
     * @param list YAML
     */
    public static List<Token> tokens(String list) {
        Object tokens = StrictYaml.list(list).<Object>map(elements -> elements).orElse(list);
        return read("the command line", Path.of(""), Map.of("tokens", tokens), Map.of(), Map.of())
                .configuration()
                .tokens();
    }

    /** The file that is read when none is named; empty when there is none. */
    public static Optional<Path> usualFile() {
        return Optional.of(USUAL_FILE).filter(Files::exists);
    }

    /**
     * Makes a configuration of what the sources say.
     *
     * @param directory what a relative {@code file:} secret is relative to
     */
    static Loaded read(
            String origin,
            Path directory,
            Map<String, @Nullable Object> file,
            Map<String, String> environment,
            Map<String, String> properties) {
        Settings settings = new Settings(Configuration.class, defaults());
        settings.addFile(origin, file);
        List<String> warnings = new ArrayList<>(settings.addEnvironment(environment));
        settings.addProperties(properties);
        Mapper mapper = new Mapper(settings, directory);
        Configuration configuration = mapper.read(Configuration.class);
        warnings.addAll(configuration.warnings());
        Set<Path> files = new LinkedHashSet<>(mapper.files());
        Set<Path> secret = new LinkedHashSet<>(files);
        if (mapper.plainSources().contains(origin)) {
            secret.add(Path.of(origin));
        }
        for (Tls tls : List.of(configuration.apiTls(), configuration.viewerTls(), configuration.metricsTls())) {
            files.addAll(tls.files());
            tls.key().or(tls::cert).ifPresent(secret::add); // PKCS#12 holds both
        }
        warnings.addAll(FileRights.warnings(secret));
        return new Loaded(configuration, origin, warnings, mapper.values(), files, Optional.empty());
    }

    /** What the copy of conf/evident.yaml in the jar says, which has every key. */
    static Map<String, @Nullable Object> defaults() {
        try (InputStream copy = ConfigurationLoader.class.getResourceAsStream("/" + USUAL_FILE)) {
            return StrictYaml.map(
                    BUILT_IN,
                    new String(Objects.requireNonNull(copy, "the jar has it").readAllBytes(), UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Map<String, @Nullable Object> parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigurationException(file.toString(), "there is no such file");
        }
        try {
            return StrictYaml.map(file.toString(), Files.readString(file));
        } catch (CharacterCodingException notUtf8) {
            throw new ConfigurationException(file.toString(), "the file is not UTF-8");
        } catch (IOException unreadable) {
            throw new ConfigurationException(file.toString(), "the file cannot be read");
        }
    }
}
