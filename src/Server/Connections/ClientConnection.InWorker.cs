using System.Net.Sockets;
using ActorServer.Native.Calls;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using Akka.Actor;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Connections;

/// <content>Its socket with a worker.</content>
internal sealed partial class ClientConnection
{
    private static readonly TimeSpan RoomPatience = TimeSpan.FromMilliseconds(10);

    private void OnOpenInWorker(OpenInWorker inWorker, object message)
    {
        switch (message)
        {
            case HandOffEnded ended:
                NoteTlsOf(ended);
                // What a worker says of the input the kernel has to confirm.
                EndedElsewhere(ended.How, ended.Error, inputEnded: false);
                break;
            case WorkerDied when _bytes.TryRead(out var now) && now.OutputEnded:
                // Its answer is complete and with the kernel; it died before it could say so.
                EndedElsewhere(now.InputEnded ? HandOffOutcome.AfterPeer : HandOffOutcome.ByHandler, error: null, inputEnded: false);
                break;
            default:
                OnInWorker(inWorker.Handlers, message);
                break;
        }
    }

    /// <summary>What is heard in the same way of any client whose handler is in a worker, by its socket or by a pump.</summary>
    private void OnInWorker(IActorRef handlers, object message)
    {
        switch (message)
        {
            case HandOffAgreed agreed:
                AgreedInWorker(agreed);
                break;
            case WorkerDied died:
                CutOff(died);
                break;
            case HandlerEnded:
                CutOff(EndReason.HandlerFailed, EndedTooSoon);
                break;
            case Draining:
                handlers.Tell(message);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void HandOffToWorker(Arriving arriving, HandOffOrder order)
    {
        if (_counts is not null || _session is not null)
        {
            HandOffPair(arriving, order);
            return;
        }

        if (SendToWorker(_socket, order))
            BeginElsewhere(new OpenInWorker(order.Handlers), arriving, order);
    }

    private void BeginElsewhere(ConnectionState open, Arriving arriving, HandOffOrder order)
    {
        _watch.HandlerBegins();
        if (_tls is { EndsInWorker: true })
            BoundHandshake(_tls);
        _state = open;
        _trace?.HandedOff(_records.Worker);
        Sender.Tell(new HandOffSent(order.Number));
        if (arriving.Draining)
            order.Handlers.Tell(Draining.Instance);
    }

    /// <summary>Sends a socket to the worker. If it cannot be sent, the worker's actor has been told, it is tried again, or the connection is over.</summary>
    private bool SendToWorker(Socket socket, HandOffOrder order)
    {
        switch (Send(socket, order))
        {
            case 0:
                return true;
            case Errno.EPIPE:
                // A worker that has ended takes nothing, and its client has noticed nothing.
                Sender.Tell(new HandOffNotTaken(order.Number));
                return false;
            case var error when error == Errno.EAGAIN:
                // So many are on their way to the worker that there is no room. Whoever watches over it has its patience.
                Context.System.Scheduler.ScheduleTellOnce(RoomPatience, Self, order, Sender);
                return false;
            case var error:
                CutOff(EndReason.WorkerUnavailable, $"the socket could not be handed over: {Errno.Describe(error)}");
                return false;
        }
    }

    private int Send(Socket socket, HandOffOrder order)
    {
        try
        {
            return HandOff.Send(order.Control, order.Number, _info, socket.SafeHandle, _tls is { EndsInWorker: true } ? order.KeysVersion : 0);
        }
        catch (ObjectDisposedException)
        {
            return Errno.EPIPE;
        }
    }

    // What the other process did to the socket it did for all: .NET sets linger to 0 when it closes a descriptor on which
    // somebody waits.
    private bool Restore()
    {
        try
        {
            SocketDuplicate.Restore(_socket);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
