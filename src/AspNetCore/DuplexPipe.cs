using System.IO.Pipelines;

namespace ActorServer.AspNetCore;

/// <summary>Two ways.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
