using ActorServer.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Serving.Legs;

/// <summary>A pipe through which bytes go from one connection to another without being copied.</summary>
internal sealed class PumpPipe(SafePipeHandle reader, SafePipeHandle writer) : IDisposable
{
    /// <summary>Bytes in it.</summary>
    public int Content { get; private set; }

    /// <summary>Takes up to so many bytes from a connection, while it is empty. As <see cref="Splice.Move"/>.</summary>
    public int Fill(PumpEnd source, int length, out int error)
    {
        var count = Splice.Move(source.Handle, writer, length, out error);
        Content = Math.Max(0, count);
        return count;
    }

    /// <summary>Gives a connection what it takes. As <see cref="Splice.Move"/>.</summary>
    public int Empty(PumpEnd sink, out int error)
    {
        var count = Splice.Move(reader, sink.Handle, Content, out error);
        Content -= Math.Max(0, count);
        return count;
    }

    public void Dispose()
    {
        reader.Dispose();
        writer.Dispose();
    }
}
