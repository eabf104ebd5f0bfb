using ActorServer.Native.Calls;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Connections;
using Akka.Actor;

namespace ActorServer.Server.Workers;

/// <content>How it serves a client: its socket is handed over or its bytes are relayed, until nothing of it is left in the process.</content>
internal sealed partial class Worker
{
    private void Serve(Joined worker, IsolationBackend.Serve serve)
    {
        if (!DeliverKeys(worker))
        {
            // The client has noticed nothing, and gets another worker.
            if (_clients.Count == 0)
                EndUnused(worker.Process);
            return;
        }

        _output.Clients.Add(serve.Info.Id);
        serve.Connection.Tell(new ClientConnection.WorkerAssigned(new WorkerIdentity(_number, worker.Process.Pid)));
        var client = new Assignment(serve, _setup.Settings.Relays ? 0 : ++_handOffs);
        _clients.Add(client);
        if (client.IsRelayed)
            Relay(worker, serve);
        else
            HandOff(worker, serve, client);
    }

    private void Relay(Joined worker, IsolationBackend.Serve serve)
    {
        _address.GrantBytes(serve.Connection);
        worker.Handlers.Tell(new StartHandler(serve.Info), serve.Connection);
    }

    private void HandOff(Joined worker, IsolationBackend.Serve serve, Assignment client)
    {
        serve.Connection.Tell(new ClientConnection.HandOffOrder(worker.Process.Control, client.HandOff, worker.Handlers, _keysVersion));
        Await(new TakeTimeout(client.HandOff), _setup.Settings.StartTimeout);
    }

    // Those that it has not got yet. It loads them before it takes a client that is sent after them. False: it is of no use, and is killed.
    private bool DeliverKeys(Joined worker)
    {
        if (_setup.Certificates?.Current is not { } keys || keys.Version == _keysVersion)
            return true;
        switch (TlsDelivery.Send(worker.Process.Control, keys.Version, keys.Setup))
        {
            // One that has ended needs none, as the hand-off will find out.
            case 0 or Errno.EPIPE:
                _keysVersion = keys.Version;
                return true;
            // So many clients are on their way to it that there is no room. This one meets the certificates that it has.
            case var error when error == Errno.EAGAIN && _keysVersion > 0:
                return true;
            case var error:
                KillBecause(worker.Process, $"it could not be given the certificates: {Errno.Describe(error)}");
                return false;
        }
    }

    private void OnHandOff(Joined worker, object message)
    {
        switch (message)
        {
            case ClientConnection.HandOffSent handed when _clients.TryFind(handed.Number, out var client):
                client.HandOffSent();
                break;
            case ClientConnection.HandOffNotTaken not when _clients.TryFind(not.Number, out var client):
                NotTaken(worker, client);
                break;
            case HandOffTaken taken when _clients.TryFind(taken.Number, out var client):
                Taken(client);
                break;
            case HandOffAgreed agreed when _clients.TryFind(agreed.Number, out var client):
                client.Connection.Tell(agreed);
                break;
            case TakeTimeout due when _clients.TryFind(due.HandOff, out var client):
                TakesTime(worker, client, due);
                break;
            default:
                OnReady(message);
                break;
        }
    }

    private void TakesTime(Joined worker, Assignment client, TakeTimeout due)
    {
        // Whoever has stopped it may have it go on; until then it is not to blame.
        var isStopped = worker.Process.IsStopped;
        if (!isStopped && !client.MayStillAnswer())
        {
            GiveUp(worker, client, $"it did not take connection {client.Id} within {_setup.Settings.StartTimeout.TotalSeconds:0.###} s (start-timeout)");
            return;
        }

        Await(due, _setup.Settings.KillTimeout / Assignment.LooksInKillTimeout);
        // Asked again each time: the question goes another way than the socket, and can overtake it.
        if (!isStopped)
            worker.Control.Tell(new AskTaken(client.HandOff));
    }

    private void Taken(Assignment client)
    {
        Timers.Cancel(new TakeTimeout(client.HandOff));
        client.IsGivenUp = false;
        NobodyHangs();
    }

    // The process reads nothing any more. Those whom it serves are told when it has ended.
    private void NotTaken(Joined worker, Assignment client)
    {
        Forget(client);
        KillBecause(worker.Process, $"it takes no clients any more; {client.Id} gets another worker");
        if (_clients.Count == 0)
            EndUnused(worker.Process);
    }

    private void LetGo(Joined worker, Assignment client, HandOffEnded ended)
    {
        if (!client.LetGo(ended.HandlerEnded))
            return;
        client.Connection.Tell(ended);
        FreeWhenDone(worker, client);
    }

    private void EndHandler(Joined worker, Assignment client, string reason)
    {
        Timers.Cancel(new TakeTimeout(client.HandOff));
        // It has had its time.
        if (reason == EndReason.HandlerStalled)
            GiveUp(worker, client, $"its handler has stalled connection {client.Id} (handler-stall-timeout)");
        else
            Await(new HandlerOverdue(client.Id), _setup.Settings.KillTimeout);
        if (_killedBecause is not null)
            return;
        // The socket goes another way: whoever makes a connection of it knows whether it has come yet.
        var end = new EndHandler(client.Id, client.HandOff);
        (client.IsRelayed ? worker.Handlers : worker.Control).Tell(end);
    }

    private void FreeWhenDone(Joined worker, Assignment client)
    {
        if (!client.IsDone)
            return;
        Forget(client);
        if (client.IsRelayed)
            _address.Ungrant(client.Connection);
        Context.Parent.Tell(new HandlerOver(_number, client.Id));
        GoOnWithout(worker);
    }

    private void Forget(Assignment client)
    {
        _clients.Remove(client);
        _output.Clients.End(client.Id);
        Timers.Cancel(new HandlerOverdue(client.Id));
        Timers.Cancel(new TakeTimeout(client.HandOff));
    }

    private void Await(object what, TimeSpan time) => Timers.StartSingleTimer(what, what, time);
}
