using System.Collections.Concurrent;
using System.Text;
using Akka.Actor;

namespace ActorServer.Protocol.Inbound;

/// <summary>
/// Finds out how far Akka.Remote, and the actors behind it, have come with what an association has brought: a mark is a message among
/// the others, Akka's <see cref="Identify"/>, which every actor answers in its turn. Thread-safe; one for each transport.
/// </summary>
internal sealed class InboundMarks
{
    // Whoever was to answer may be gone, and takes what came before with it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ExtendedActorSystem _system;
    private readonly string _address;
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _unanswered = new();
    private readonly Lazy<IActorRef> _listener;
    private long _last;

    /// <param name="system">The receiving system.</param>
    /// <param name="address">Its address, as Akka.Remote writes it.</param>
    public InboundMarks(ExtendedActorSystem system, string address)
    {
        _system = system;
        _address = address;
        _listener = new Lazy<IActorRef>(() => system.SystemActorOf(Props.Create(() => new Listener(this)), $"inbound-marks-{Guid.NewGuid():N}"));
    }

    /// <summary>Makes a frame to be delivered to an actor, and the task that completes when the actor has come to it, or never will.</summary>
    /// <param name="path">The actor's path, without address; null for an actor that does nothing else.</param>
    public (byte[] Frame, Task Answered) Make(string? path)
    {
        var number = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _unanswered.TryAdd(number, answer);
        var listener = _listener.Value.Path.ToStringWithoutAddress();
        var identify = new Identify(number);
        var serializer = _system.Serialization.FindSerializerFor(identify);
        var manifest = Encoding.UTF8.GetBytes(Akka.Serialization.Serialization.ManifestFor(serializer, identify));
        return (AkkaEnvelope.Write(_address + (path ?? listener), _address + listener, serializer.Identifier, manifest, serializer.ToBinary(identify)), AwaitAsync(number, answer.Task));
    }

    private async Task AwaitAsync(long number, Task answer)
    {
        await answer.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _unanswered.TryRemove(number, out _);
    }

    private sealed class Listener(InboundMarks marks) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is ActorIdentity { MessageId: long number } && marks._unanswered.TryGetValue(number, out var answer))
                answer.TrySetResult();
        }
    }
}
