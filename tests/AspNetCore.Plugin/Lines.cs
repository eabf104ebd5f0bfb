using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace ActorServer.AspNetCore.Plugin;

/// <summary>Lines of text over a connection's pipes.</summary>
internal static class Lines
{
    /// <summary>The next line; null at the client's end.</summary>
    public static async ValueTask<string?> ReadLineAsync(this PipeReader input)
    {
        while (true)
        {
            var read = await input.ReadAsync();
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end));
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    /// <summary>Sends a line.</summary>
    public static ValueTask<FlushResult> WriteLineAsync(this PipeWriter output, string line) => output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
}
