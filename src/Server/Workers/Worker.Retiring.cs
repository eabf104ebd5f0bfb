using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <content>
/// What becomes of it when a handler in it hangs: it gets no new clients, and is killed when nobody else is served in it any more, at the latest
/// when they have had <c>retire-timeout</c>. With one client at a time that is at once.
/// </content>
internal sealed partial class Worker
{
    private void GiveUp(Joined worker, Assignment client, string reason)
    {
        client.IsGivenUp = true;
        if (_clients.AreGivenUp)
        {
            KillBecause(worker.Process, reason);
            return;
        }

        if (_retiredBecause is not null)
            return;
        _retiredBecause = reason;
        var patience = _setup.Settings.RetireTimeout;
        _setup.Log.LogWarning(
            "worker: worker={Worker} pid={Pid} retires: {Reason}; its other {Clients} clients have {Patience:0.###} s (retire-timeout)",
            _number, worker.Process.Pid, reason, _clients.Count - 1, patience.TotalSeconds);
        Await(RetireTimeout.Instance, patience);
        Context.Parent.Tell(new Retired(_number, RetireReason.HandlerHangs));
    }

    // A client has left.
    private void GoOnWithout(Joined worker)
    {
        NobodyHangs();
        if (_retiredBecause is { } reason && _clients.AreGivenUp)
            KillBecause(worker.Process, reason);
    }

    // What hung has ended after all: nobody else has to be cut off. It gets no new clients all the same.
    private void NobodyHangs()
    {
        if (_retiredBecause is null || _clients.All.Any(client => client.IsGivenUp))
            return;
        _retiredBecause = null;
        Timers.Cancel(RetireTimeout.Instance);
    }
}
