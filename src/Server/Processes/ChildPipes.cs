using System.IO.Pipes;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Server.Resources;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Server.Processes;

/// <summary>
/// What a child's standard streams are at the server: pipes for output and error, and for input a Unix-domain socket, on
/// which descriptors can be passed as well. All ends are close-on-exec. They are made before the child, so that nothing can
/// fail once it runs. .NET waits for a pipe as for a socket: asynchronous reads wait in epoll and hold no thread.
/// </summary>
internal sealed class ChildPipes : IDisposable
{
    private readonly SafePipeHandle _childInput;
    private readonly SafePipeHandle _childOutput;
    private readonly SafePipeHandle _childError;
    private readonly SafePipeHandle _output;
    private readonly SafePipeHandle _error;

    /// <param name="start">For whom they are.</param>
    /// <param name="descriptors">The most that this process may have; null where that is not known.</param>
    /// <exception cref="ChildStartException">There are no descriptors left for it; nothing is left open.</exception>
    public ChildPipes(ChildProcessStart start, long? descriptors)
    {
        try
        {
            (_childInput, Control, Input) = MakeInput(start);
            (_childOutput, _output) = Make(start);
            Output = new AnonymousPipeClientStream(PipeDirection.In, _output);
            (_childError, _error) = Make(start);
            Error = new AnonymousPipeClientStream(PipeDirection.In, _error);
            if (DescriptorReserve.IsTouchedByWorker(_childError.DangerousGetHandle(), descriptors))
                throw ChildStartException.Because(start, Errno.EMFILE);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Stream Input { get; }

    /// <summary>The socket under <see cref="Input"/>.</summary>
    public SafeHandle Control { get; }

    public Stream Output { get; }

    public Stream Error { get; }

    /// <summary>What waits in the pipes of output and error, in bytes; 0 where that is not known, and once they are closed.</summary>
    public long UnreadBytes
    {
        get
        {
            try
            {
                return Pipe.UnreadBytes(_output) + Pipe.UnreadBytes(_error);
            }
            catch (ObjectDisposedException)
            {
                return 0;
            }
        }
    }

    /// <summary>Starts a process with the other ends as its standard streams. Returns the errno, or 0.</summary>
    public int Start(ChildProcessStart start, out int pid)
    {
        var error = PosixSpawn.Start(start, _childInput, _childOutput, _childError, out pid);
        // End-of-file reaches neither side while the server holds a copy of the other's end.
        CloseChildEnds();
        return error;
    }

    /// <summary>Closes all ends that are the server's, once.</summary>
    public void Dispose()
    {
        CloseChildEnds();
        Input?.Dispose();
        Output?.Dispose();
        Error?.Dispose();
    }

    private void CloseChildEnds()
    {
        _childInput?.Dispose();
        _childOutput?.Dispose();
        _childError?.Dispose();
    }

    private static (SafePipeHandle Child, SafePipeHandle Control, Stream Ours) MakeInput(ChildProcessStart start)
    {
        var error = LocalSocketPair.MakeChannel(out var ours, out var child);
        if (error != 0)
            throw ChildStartException.Because(start, error);
        return (child, ours, new AnonymousPipeClientStream(PipeDirection.Out, ours));
    }

    private static (SafePipeHandle Child, SafePipeHandle Ours) Make(ChildProcessStart start)
    {
        var error = Pipe.Make(out var reader, out var writer);
        if (error != 0)
            throw ChildStartException.Because(start, error);
        return (writer, reader);
    }
}
