using Akka.Actor;
using Akka.Configuration;
using Akka.IO;

namespace ActorServer.Serving.Tests.Loading;

/// <summary>Classes to be found by name: those that can be handlers, and those that cannot.</summary>
public static class ExampleHandlers
{
    public const string Assembly = "ActorServer.Serving.Tests";

    public static string NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return $"{type.FullName}, {Assembly}";
    }

    public class Plain : ActorHandler
    {
        protected override void OnReceived(ByteString data) => Write(data);
    }

    public sealed class Greeting(Config settings) : Plain
    {
        protected override void OnConnected() =>
            Write(System.Text.Encoding.UTF8.GetBytes(settings.IsEmpty ? "no settings" : settings.GetString("greeting.text") + settings.GetInt("times")));
    }

    public sealed class FailsWhenMade : Plain
    {
        public FailsWhenMade() => throw new InvalidDataException("no licence");
    }

    public sealed class FailsWhenLoaded : Plain
    {
        static FailsWhenLoaded() => throw new FormatException("no number");
    }

    public abstract class Abstract : Plain;

    public sealed class Generic<T> : Plain
    {
        public T? Value { get; }
    }

    public sealed class MadeInSeveralWays : Plain
    {
        public MadeInSeveralWays(int value) => Value = value;

        public MadeInSeveralWays(string text) => Value = text.Length;

        public int Value { get; }
    }

    public sealed class NotForEverybody : Plain
    {
        internal NotForEverybody()
        {
        }
    }

    public sealed class OtherActor : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
