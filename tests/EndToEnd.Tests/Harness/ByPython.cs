namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Ways to start a server that .NET has no call for. Each replaces itself by the server, which keeps its process id.</summary>
internal static class ByPython
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Every signal is blocked, and the mask is inherited.</summary>
    public static readonly string[] WithAllSignalsBlocked =
        [Python, "-c", "import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals()); os.execv(sys.argv[1], sys.argv[1:])"];

    /// <summary>Signals that the server relies on are ignored, and that is inherited.</summary>
    public static readonly string[] WithSignalsIgnored =
        [Python, "-c", "import os, signal, sys; [signal.signal(s, signal.SIG_IGN) for s in (1, 10, 12, 15, 17)]; os.execv(sys.argv[1], sys.argv[1:])"];

    /// <summary>The working directory has been removed.</summary>
    public static readonly string[] InADirectoryThatIsGone =
        [Python, "-c", "import os, sys, tempfile; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d); os.execv(sys.argv[1], sys.argv[1:])"];

    /// <summary>Standard input is a terminal, whose other end the server holds itself.</summary>
    public static readonly string[] OnATerminal =
        [Python, "-c", "import os, pty, sys; m, s = os.openpty(); os.set_inheritable(m, True); os.dup2(s, 0); os.execv(sys.argv[1], sys.argv[1:])"];
}
