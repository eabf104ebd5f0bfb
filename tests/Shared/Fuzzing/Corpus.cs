namespace ActorServer.Tests.Shared.Fuzzing;

/// <summary>
/// The kept inputs of one target, <c>tests/corpus/TARGET/*</c>: real ones, and those that were findings once. A file that ends in
/// <c>.hex</c> holds hexadecimal digits and white space, any other the input itself.
/// </summary>
internal sealed class Corpus
{
    private Corpus(string target, IReadOnlyList<(string Name, byte[] Input)> inputs) => (Target, Inputs) = (target, inputs);

    public string Target { get; }

    public IReadOnlyList<(string Name, byte[] Input)> Inputs { get; }

    public static Corpus Of(string target)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", target)).Order(StringComparer.Ordinal);
        return new Corpus(target, [.. files.Select(file => (Path.GetFileName(file), Read(file)))]);
    }

    private static byte[] Read(string file) =>
        file.EndsWith(".hex", StringComparison.Ordinal)
            ? Convert.FromHexString(string.Concat(File.ReadAllText(file).Where(letter => !char.IsWhiteSpace(letter))))
            : File.ReadAllBytes(file);
}
