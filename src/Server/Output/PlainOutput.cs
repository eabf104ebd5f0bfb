using System.Text;
using ActorServer.Native.Calls;

namespace ActorServer.Server.Output;

/// <summary>
/// What a command prints and then ends, as any tool does: it waits where the reader does, and an output that cannot be written
/// is an <see cref="IOException"/> that says so.
/// </summary>
internal sealed class PlainOutput(IOutputDescriptor descriptor) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write($"{value}\n".AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var bytes = new byte[Encoding.GetByteCount(buffer)];
        Encoding.GetBytes(buffer, bytes);
        if (descriptor.WriteAll(bytes, out _) is var error and not 0)
            throw new IOException($"standard output: {Errno.Describe(error)}");
    }
}
