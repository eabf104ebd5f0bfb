using System.Text;
using Akka.Configuration;
using Akka.IO;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServer.Serving.Tests.Services;

/// <summary>Handlers that are made with services.</summary>
public static class ServedHandlers
{
    /// <summary>Takes services, its settings and a logger.</summary>
    public sealed class Telling(IClock clock, Config settings, Visit visit, ILogger<Telling> log) : ActorHandler
    {
        protected override void OnConnected()
        {
            log.LogInformation("connected");
            Write(Encoding.UTF8.GetBytes($"{clock.Now} {settings.GetString("place", "nowhere")} {visit is not null}"));
        }

        protected override void OnReceived(ByteString data) => throw new InvalidDataException("torn");
    }

    /// <summary>The same on a stream.</summary>
    public sealed class StreamTelling(IClock clock, Config settings, Visit visit, ILogger<StreamTelling> log) : StreamHandler
    {
        public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
        {
            await Task.Yield();
            log.LogInformation("connected");
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{clock.Now} {settings.GetString("place", "nowhere")} {visit is not null}"), cancellation);
            if (await stream.ReadAsync(new byte[1], cancellation) > 0)
                throw new InvalidDataException("torn");
        }
    }

    /// <summary>Fails in its constructor, after its services were made.</summary>
    public sealed class FailsWhenMade : ActorHandler
    {
        public FailsWhenMade(Visit visit) => throw new InvalidDataException(visit is null ? "no visit" : "no licence");

        protected override void OnReceived(ByteString data)
        {
        }
    }

    /// <summary>Is made and does not start.</summary>
    public sealed class FailsWhenStarted(Visit visit) : ActorHandler
    {
        protected override void PreStart() => throw new InvalidDataException(visit is null ? "no visit" : "no licence");

        protected override void OnReceived(ByteString data)
        {
        }
    }

    /// <summary>Takes what has a key, and what need not be there.</summary>
    public sealed class Choosy([FromKeyedServices("wall")] IClock clock, IFormatProvider? culture = null) : ActorHandler
    {
        protected override void OnConnected() => Write(Encoding.UTF8.GetBytes($"{clock.Now} {culture is null}"));

        protected override void OnReceived(ByteString data)
        {
        }
    }

    /// <summary>Has two constructors, one of which is marked.</summary>
    public sealed class Marked : ActorHandler
    {
        private readonly string _text;

        public Marked() => _text = "without";

        [ActivatorUtilitiesConstructor]
        public Marked(IClock clock) => _text = clock.Now;

        protected override void OnConnected() => Write(Encoding.UTF8.GetBytes(_text));

        protected override void OnReceived(ByteString data)
        {
        }
    }
}
