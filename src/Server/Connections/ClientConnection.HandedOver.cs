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
    private void OnHandedOver(OpenHandedOver handedOver, object message)
    {
        switch (message)
        {
            case HandOffAgreed agreed when _tls is { EndsInWorker: true } && _records.Tls is null:
                Agreed(agreed.Tls);
                break;
            case HandOffEnded ended:
                _records.IsTruncated = ended.Truncated && _tls is not null && HasReceived;
                // What the client has sent that is no TLS.
                if (ended is { How: HandOffOutcome.PeerReset, Error.Length: > 0 } && _tls is not null)
                    _records.Error = ended.Error;
                // What a worker says of the input the kernel has to confirm.
                EndedElsewhere(ended.How, ended.Error, inputEnded: false);
                break;
            case WorkerDied when TcpInfo.TryRead(_socket, out var info) && info.FinSent:
                // Its answer is complete and with the kernel; it died before it could say so.
                EndedElsewhere(info.PeerFinReceived ? HandOffOutcome.AfterPeer : HandOffOutcome.ByHandler, error: null, inputEnded: false);
                break;
            case WorkerDied died:
                CutOff(died);
                break;
            case HandlerGone:
                CutOff(EndReason.HandlerFailed, EndedTooSoon);
                break;
            case Draining:
                handedOver.Handlers.Tell(message);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void HandOffToWorker(Arriving arriving, HandOffOrder handOff)
    {
        switch (Send(handOff))
        {
            case 0:
                _watch.HandlerBegins();
                if (_session is null)
                    _state = new OpenHandedOver(handOff.Handlers);
                Sender.Tell(new HandOffSent(handOff.Number));
                if (arriving.Draining)
                    handOff.Handlers.Tell(Draining.Instance);
                break;
            case Errno.EPIPE:
                // A worker that has ended takes nothing, and its client has noticed nothing.
                Sender.Tell(new HandOffNotTaken(handOff.Number));
                break;
            case var error:
                CutOff(EndReason.WorkerUnavailable, $"the socket could not be handed over: {Errno.Describe(error)}");
                break;
        }
    }

    private int Send(HandOffOrder handOff)
    {
        try
        {
            return _session is null
                ? HandOff.Send(handOff.Control, handOff.Number, _info, _socket.SafeHandle, handOff.KeysVersion)
                : SendPair(handOff, _session);
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
