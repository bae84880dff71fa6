package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sqlite.util.LibraryLoaderUtil;

/** The commands that start {@link RecordProcess}. Hundreds of short lives cost little more than their starts do. */
final class RecordJvm {
    private final List<String> java;

    private RecordJvm(String classPath, String... options) {
        java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData")); // a file that would be written to as well
        java.addAll(List.of(options));
        java.addAll(List.of("-cp", classPath, RecordProcess.class.getName()));
    }

    /** One for a few starts. */
    static RecordJvm plain() {
        return new RecordJvm(System.getProperty("java.class.path"));
    }

    /**
     * One that starts sooner: with an archive of the classes that a first life has loaded. An archive is of
     * classes in jars alone, so those in directories are put into one.
     *
     * @param directory for jars and archive
     */
    static RecordJvm archived(Path directory) throws Exception {
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = directory.resolve(classPath.size() + ".jar");
            classPath.add(
                    Files.isDirectory(Path.of(entry)) ? jar(Path.of(entry), jar).toString() : entry);
        }
        String jars = String.join(File.pathSeparator, classPath);
        String sqlite = "-Dorg.sqlite.lib.path=" + unpackSqlite(directory);
        Path archive = directory.resolve("classes.jsa");
        Process process = new ProcessBuilder(new RecordJvm(jars, sqlite, "-XX:ArchiveClassesAtExit=" + archive)
                        .command(directory.resolve("data"), 0, 8))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close(); // the process does not wait for somebody who is not there
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return new RecordJvm(jars, sqlite, "-XX:SharedArchiveFile=" + archive);
    }

    /** Appends this number of batches to the record in this directory, with events from this number on. */
    List<String> command(Path directory, int number, int batches) {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(directory.toString(), String.valueOf(number), String.valueOf(batches)));
        return command;
    }

    /** Once for all: a process that is killed would leave a library of its own behind. */
    private static Path unpackSqlite(Path directory) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = RecordJvm.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(library, resource), directory.resolve(name));
        }
        return directory;
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (Stream<Path> files = Files.walk(classes);
                OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(0);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return jar;
    }
}
