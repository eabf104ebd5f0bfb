using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Server.Resources;
using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Accepts on the bare socket, one client after the other, without an actor or a second descriptor for each. Where few
/// descriptors, processes or threads are left it pauses; the clients wait in the kernel's backlog meanwhile.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor disposes of what it owns in PostStop.")]
internal sealed class SocketAcceptor(ListeningPort port, IActorRef service, ILogger log) : Acceptor(service), IWithTimers
{
    // Others want this thread too.
    private const int MostAtOnce = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Being short of descriptors comes and goes with each client.
    private static readonly TimeSpan BetweenReasons = TimeSpan.FromSeconds(10);

    private const string NoTasks = "no more processes and threads are left for them (pids.max, ulimit -u)";
    private static readonly string NoDescriptors = new SocketException((int)SocketError.TooManyOpenSockets).Message;

    private readonly SocketAsyncEventArgs _accepting = new();
    private readonly Lock _gate = new();
    private Socket? _port;
    private UnixPort? _unixPort;
    private bool _underWay;
    private bool _isCompleted;
    private bool _ended;
    private bool _closed;
    private bool _isPaused;

    // The one that came to an accept which was under way when the pause began: it waits as those in the backlog do.
    private bool _keepsOne;
    private bool _acceptsLater;
    private (string Reason, long At)? _said;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var self = Self;
        _accepting.Completed += (_, _) => OnCompleted(self);
        if (port.File is { } file)
            Task.Run(() => OpenAsync(file, self));
        else
            Begin(OpenTcpPort);
    }

    private void Begin(Func<Socket> open)
    {
        try
        {
            _port = open();
        }
        catch (SocketException failure)
        {
            CannotBind(failure);
            return;
        }

        Context.Parent.Tell(new Bound(port.File is null ? _port.LocalEndPoint! : port.EndPoint));
        // An actor whose start fails is not told to release anything.
        Self.Tell(AcceptAgain.Instance);
    }

    private void CannotBind(Exception failure)
    {
        Context.Parent.Tell(new CouldNotBind(failure.Message, (failure as SocketException)?.SocketErrorCode ?? SocketError.SocketError));
        Context.Stop(Self);
    }

    private Socket OpenTcpPort()
    {
        var opened = new Socket(port.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            port.Prepare(opened);
            opened.Bind(port.EndPoint);
            opened.Listen(port.Backlog);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    // On a thread of the runtime's: another server may be at work on the same file.
    private async Task OpenAsync(UnixSocketFile file, IActorRef self)
    {
        UnixPort opened;
        try
        {
            opened = await UnixPort.OpenAsync(file, port.Backlog).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            self.Tell(new NotOpened(failure), ActorRefs.NoSender);
            return;
        }

        lock (_gate)
        {
            if (!_ended)
            {
                _unixPort = opened;
                self.Tell(Opened.Instance, ActorRefs.NoSender);
                return;
            }
        }

        opened.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Completed when _isPaused && !_closed:
                _keepsOne = true;
                break;
            case Completed:
                TakeCompleted();
                break;
            case Listener.Pause:
                _isPaused = true;
                break;
            case Listener.Resume:
                GoOnAfterPause();
                break;
            case AcceptAgain:
                AcceptIfItMay();
                break;
            case Opened:
                Begin(() => _unixPort!.Socket);
                break;
            case NotOpened not:
                CannotBind(not.Failure);
                break;
            case Close:
                _closed = true;
                if (_keepsOne)
                    TakeCompleted();
                ClosePort();
                break;
        }

        // An accept that is under way when the port is closed ends soon, and may still bring a client.
        if (_closed && !_underWay)
            Context.Stop(Self);
    }

    private void AcceptIfItMay()
    {
        if (_isPaused)
            _acceptsLater = true;
        else if (IsShortOfDescriptors())
            PauseBecause(NoDescriptors);
        else if (!_closed && TaskReserve.OfThisProcess.WouldBeTouchedByClient())
            PauseBecause(NoTasks);
        else
            Accept();
    }

    private void TakeCompleted()
    {
        _underWay = _isCompleted = _keepsOne = false;
        if (Take())
            Accept();
    }

    private void GoOnAfterPause()
    {
        _isPaused = false;
        if (_keepsOne)
            TakeCompleted();
        else if (_acceptsLater)
            Self.Tell(AcceptAgain.Instance);
        _acceptsLater = false;
    }

    protected override void PostStop()
    {
        bool completesLater;
        lock (_gate)
        {
            _ended = true;
            completesLater = _underWay && !_isCompleted;
        }

        // What is under way completes now.
        ClosePort();
        if (!completesLater)
            GiveUpAccepted();
    }

    private void ClosePort()
    {
        _unixPort?.Dispose();
        _port?.Dispose();
    }

    // On a thread of the runtime's.
    private void OnCompleted(IActorRef self)
    {
        lock (_gate)
        {
            _isCompleted = true;
            if (!_ended)
            {
                self.Tell(Completed.Instance, ActorRefs.NoSender);
                return;
            }
        }

        GiveUpAccepted();
    }

    private void GiveUpAccepted()
    {
        if (_accepting.AcceptSocket is { Connected: true } accepted)
            GiveUp(AcceptedClient.Of(accepted));
        else
            _accepting.AcceptSocket?.Dispose();
        _accepting.Dispose();
    }

    private void Accept()
    {
        if (_closed)
            return;
        for (var taken = 0; taken < MostAtOnce; taken++)
        {
            _underWay = _port!.AcceptAsync(_accepting);
            if (_underWay || !Take())
                return;
        }

        Self.Tell(AcceptAgain.Instance);
    }

    /// <summary>Takes the client that has been accepted; false when there will be none for a while, or ever.</summary>
    private bool Take()
    {
        switch (_accepting.SocketError)
        {
            case SocketError.Success:
                return HasRoomAfter(TakeAccepted());
            case SocketError.ConnectionAborted or SocketError.ConnectionReset:
                // A client that left before it was taken.
                return true;
            case SocketError.OperationAborted:
                return false;
            case SocketError.NotSocket or SocketError.InvalidArgument or SocketError.OperationNotSupported:
                // The port itself is of no use any more.
                throw new SocketException((int)_accepting.SocketError);
            case var error:
                // No descriptor or memory is left, or what the network did to one client (accept(2)).
                PauseBecause(new SocketException((int)error).Message);
                return false;
        }
    }

    private bool HasRoomAfter(AcceptedClient client)
    {
        string? isShort = DescriptorReserve.IsTouchedByClient(client.Socket.Handle) ? NoDescriptors
            : TaskReserve.OfThisProcess.IsTouchedByClient() ? NoTasks : null;
        Deliver(client);
        if (isShort is not null)
            PauseBecause(isShort);
        return isShort is null;
    }

    private bool IsShortOfDescriptors()
    {
        if (_closed)
            return false;
        var next = Fcntl.Duplicate(_port!.SafeHandle, out _);
        if (next < 0)
            return true;
        using var handle = new SafeFileHandle(next, ownsHandle: true);
        return DescriptorReserve.IsTouchedByClient(next);
    }

    private AcceptedClient TakeAccepted()
    {
        var socket = _accepting.AcceptSocket!;
        _accepting.AcceptSocket = null;
        try
        {
            // As Akka.IO does: what a handler writes leaves at once.
            if (port.File is null)
                socket.NoDelay = true;
        }
        catch (SocketException)
        {
            // It has reset already, which is found out when it is served.
        }

        return AcceptedClient.Of(socket);
    }

    private void PauseBecause(string reason)
    {
        if (_said is not { } said || said.Reason != reason || Stopwatch.GetElapsedTime(said.At) > BetweenReasons)
        {
            log.LogError("accept: new clients wait in the backlog, {Error}", reason);
            _said = (reason, Stopwatch.GetTimestamp());
        }

        Timers.StartSingleTimer(nameof(AcceptAgain), AcceptAgain.Instance, Pause);
    }

    private sealed class Opened : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Opened Instance = new();
    }

    private sealed record NotOpened(Exception Failure) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed class Completed : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Completed Instance = new();
    }

    private sealed class AcceptAgain : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly AcceptAgain Instance = new();
    }
}
