using ActorServer.Native.Descriptors;

using Microsoft.Win32.SafeHandles;

namespace ActorServer.Server.Output;

/// <summary>Where an <see cref="OutputWriter"/> writes to.</summary>
internal interface IOutputDescriptor
{
    /// <summary>Writes all of it, however long that takes. Returns the errno, or 0, and how much was written by then.</summary>
    int WriteAll(ReadOnlySpan<byte> bytes, out int written);
}

/// <summary>A descriptor of this process, which stays open.</summary>
internal sealed class OutputDescriptor(SafeFileHandle descriptor) : IOutputDescriptor
{
    public static readonly OutputDescriptor StandardOutput = new(new SafeFileHandle(1, ownsHandle: false));
    public static readonly OutputDescriptor StandardError = new(new SafeFileHandle(2, ownsHandle: false));

    public int WriteAll(ReadOnlySpan<byte> bytes, out int written) => DescriptorOutput.WriteAll(descriptor, bytes, out written);
}
