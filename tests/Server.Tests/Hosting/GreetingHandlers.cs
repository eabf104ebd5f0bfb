using System.Text;
using Akka.Configuration;
using Akka.IO;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServer.Server.Tests.Hosting;

/// <summary>Handlers of an application: with its services, its options, their settings and a logger.</summary>
public static class GreetingHandlers
{
    /// <summary>A service of the application.</summary>
    public interface IGreeter
    {
        /// <summary>What is said to the next one.</summary>
        string Next();
    }

    /// <summary>An option of the application.</summary>
    public sealed class Manner
    {
        /// <summary>How a name is called.</summary>
        public string Address { get; set; } = "";
    }

    /// <summary>A service of one connection, which remembers that it was disposed.</summary>
    public sealed class Visit(Visits all) : IDisposable
    {
        public void Dispose() => all.Ended();
    }

    /// <summary>How many have ended.</summary>
    public sealed class Visits
    {
        private int _ended;

        /// <summary>So many.</summary>
        public int Count => Volatile.Read(ref _ended);

        public void Ended() => Interlocked.Increment(ref _ended);
    }

    /// <summary>As an actor.</summary>
    public sealed class Greeting(IGreeter greeter, Visit visit, IOptions<Manner> manner, Config settings, ILogger<Greeting> log) : ActorHandler, IValidatesSettings
    {
        public static void Validate(Config settings)
        {
        }

        protected override void OnReceived(ByteString data)
        {
            ArgumentNullException.ThrowIfNull(data);
            log.LogInformation("greeted {Visit}", visit is not null);
            Write(Encoding.UTF8.GetBytes($"{greeter.Next()} {manner.Value.Address} {data.ToString(Encoding.UTF8).Trim()}{settings.GetString("end")}\n"));
        }
    }

    /// <summary>On a stream.</summary>
    [NonBlocking]
    public sealed class StreamGreeting(IGreeter greeter, Visit visit, IOptions<Manner> manner, Config settings, ILogger<StreamGreeting> log) : StreamHandler, IValidatesSettings
    {
        public static void Validate(Config settings)
        {
        }

        public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
        {
            using var reader = new StreamReader(stream, leaveOpen: true);
            while (await reader.ReadLineAsync(cancellation) is { } name)
            {
                log.LogInformation("greeted {Visit}", visit is not null);
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{greeter.Next()} {manner.Value.Address} {name}{settings.GetString("end")}\n"), cancellation);
            }
        }
    }
}
