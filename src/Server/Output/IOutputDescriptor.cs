using ActorServer.Native.Descriptors;


namespace ActorServer.Server.Output;

/// <summary>Where an <see cref="OutputWriter"/> writes to.</summary>
internal interface IOutputDescriptor
{
    /// <summary>Writes all of it, however long that takes. Returns the errno, or 0, and how much was written by then.</summary>
    int WriteAll(ReadOnlySpan<byte> bytes, out int written);
}

/// <summary>A descriptor of this process, which stays open.</summary>
internal sealed class OutputDescriptor(int number) : IOutputDescriptor
{
    public static readonly OutputDescriptor StandardOutput = new(1);
    public static readonly OutputDescriptor StandardError = new(2);

    /// <inheritdoc/>
    public int WriteAll(ReadOnlySpan<byte> bytes, out int written) => DescriptorOutput.WriteAll(number, bytes, out written);
}
