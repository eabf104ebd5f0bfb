using System.Runtime.InteropServices;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Signals;

namespace ActorServer.Server.Hosting;

/// <summary>
/// The signals of this process, from its first moment on. While nobody attends to them, one that means to stop ends the
/// process, which has nothing to finish yet: 0 is the exit code of a server, which ends as it was asked to, and 1 that of any other command,
/// which has not done what it was started for. What means nothing is told to whoever attends later. Thread-safe.
/// </summary>
internal sealed class Signals : IDisposable
{
    private static readonly int[] Caught = [SignalNumbers.SIGHUP, SignalNumbers.SIGINT, SignalNumbers.SIGQUIT, SignalNumbers.SIGTERM, (int)SignalNumbers.SIGUSR1, (int)SignalNumbers.SIGUSR2, (int)SignalNumbers.SIGALRM];

    private static bool _hangUpWasIgnored;

    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly List<string> _untold = [];
    private readonly Action<string> _say;
    private readonly bool _serves;
    private Action<bool>? _stop;
    private Action<string>? _meaningless;

    private Signals(Action<string> say, bool serves) => (_say, _serves) = (say, serves);

    /// <summary>Catches them, also those that whoever started this process has blocked or ignored.</summary>
    /// <param name="say">Takes a line when the process ends because nobody attends.</param>
    /// <param name="serves">Whether this is to be a server.</param>
    public static Signals Catch(Action<string> say, bool serves)
    {
        // SIGINT and SIGQUIT are left ignored, as a shell does for what runs in its background.
        foreach (var relied in new[] { SignalNumbers.SIGTERM, (int)SignalNumbers.SIGUSR1, (int)SignalNumbers.SIGUSR2 })
            SignalDisposition.Unignore(relied);
        // It can only be asked while the terminal is there, and SIGHUP comes when it has gone. Ignored it is by nohup.
        _hangUpWasIgnored = SignalDisposition.Unignore(SignalNumbers.SIGHUP);
        var hangUpStops = !_hangUpWasIgnored && Terminal.Is(0);
        var signals = new Signals(say, serves);
        signals.On(PosixSignal.SIGTERM, () => signals.Stop("SIGTERM", atOnce: false));
        signals.On(PosixSignal.SIGINT, () => signals.Stop("SIGINT", atOnce: false));
        signals.On(PosixSignal.SIGQUIT, () => signals.Stop("SIGQUIT", atOnce: true));
        signals.On(PosixSignal.SIGHUP, hangUpStops ? () => signals.Stop("SIGHUP", atOnce: false) : () => signals.Ignore("SIGHUP"));
        // .NET itself ignores SIGPIPE.
        signals.On(SignalNumbers.SIGALRM, () => { });
        signals.On(SignalNumbers.SIGUSR2, () => signals.Ignore("SIGUSR2"));
        signals.On(SignalNumbers.SIGUSR1, () => signals.Ignore("SIGUSR1"));
        SignalMask.UnblockAll();
        return signals;
    }

    /// <summary>
    /// Before this program is executed anew: what comes until it catches signals again waits, and what was ignored when it was
    /// started is so again.
    /// </summary>
    public static void KeepForNextImage()
    {
        foreach (var number in Caught)
            SignalMask.Block(number);
        if (_hangUpWasIgnored)
            SignalDisposition.Ignore(SignalNumbers.SIGHUP);
    }

    /// <summary>Whoever calls this is told from now on.</summary>
    /// <param name="stop">The process is to end, at once or when its clients have finished.</param>
    /// <param name="meaningless">A signal has come that means nothing; its name.</param>
    public void Attend(Action<bool> stop, Action<string> meaningless)
    {
        lock (_gate)
        {
            _stop = stop;
            _meaningless = meaningless;
            _untold.ForEach(meaningless);
            _untold.Clear();
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void On(PosixSignal signal, Action act) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, caught =>
        {
            caught.Cancel = true;
            act();
        }));

    private void Stop(string name, bool atOnce)
    {
        Action<bool>? stop;
        lock (_gate)
            stop = _stop;
        if (stop is not null)
        {
            stop(atOnce);
            return;
        }

        _say($"actor-server: {name} before it {(_serves ? "served" : "was done")}");
        Environment.Exit(_serves ? 0 : 1);
    }

    private void Ignore(string name)
    {
        lock (_gate)
        {
            if (_meaningless is null)
                _untold.Add(name);
            else
                _meaningless(name);
        }
    }
}
