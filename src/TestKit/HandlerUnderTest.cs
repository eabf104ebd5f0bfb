using System.Collections.Concurrent;
using System.Globalization;
using ActorServer.Hocon;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.TestKit;

/// <summary>Makes the handler of a test as the server does: its settings are validated, and it prepares itself once.</summary>
internal static class HandlerUnderTest
{
    private static readonly ConcurrentDictionary<(Type Handler, string Settings), Lazy<Task>> Prepared = new();

    /// <summary>Props of a handler by its type.</summary>
    /// <exception cref="ArgumentException">
    /// It is no handler, its settings are wrong, or it cannot prepare itself, or not within that time, or asks for a service that it does not get.
    /// </exception>
    public static Props OfType(Type handler, string settings, HandlerServices services, TimeSpan preparation)
    {
        var loaded = MustBeHandler(handler);
        var config = Parse(settings);
        if (HandlerSettings.FirstError(handler, config) is { } wrong)
            throw new ArgumentException(wrong, nameof(settings));
        Prepare(handler, settings, config, preparation);
        TryServices(services, loaded);
        // As they were checked: the text holds what Akka's own parser would read otherwise.
        return HandlerProducer.Props(loaded, config, services, "default");
    }

    /// <summary>Props of a handler that a function makes.</summary>
    public static Props MadeBy(Func<ActorHandler> make) => Made(make);

    /// <summary>Props of a handler on a stream that a function makes.</summary>
    public static Props MadeBy(Func<StreamHandler> make) => Made(() => Host(make()));

    private static LoadedHandler MustBeHandler(Type handler)
    {
        if (LoadedHandler.KindOf(handler) is not { } kind)
            throw new ArgumentException($"{handler} is not a handler: it must derive from {nameof(ActorHandler)} or {nameof(StreamHandler)} and not be abstract");
        return new LoadedHandler(handler, kind);
    }

    private static void TryServices(HandlerServices services, LoadedHandler handler)
    {
        try
        {
            services.TryAsync(handler).GetAwaiter().GetResult();
        }
        catch (HandlerLoadException missing)
        {
            throw new ArgumentException($"{missing.Message}; register it, or connect with a function that makes the handler", nameof(services), missing);
        }
    }

    private static Config Parse(string settings)
    {
        try
        {
            return HoconText.Parse(settings);
        }
        catch (FormatException malformed)
        {
            throw new ArgumentException($"the settings are not valid HOCON: {malformed.Message}", nameof(settings), malformed);
        }
    }

    private static void Prepare(Type handler, string settings, Config config, TimeSpan patience)
    {
        var preparation = Prepared.GetOrAdd(
            (handler, settings), _ => new Lazy<Task>(() => HandlerPreparation.RunAsync(handler, config, CancellationToken.None)));
        try
        {
            preparation.Value.WaitAsync(patience).GetAwaiter().GetResult();
        }
        catch (HandlerLoadException failed)
        {
            // What it lacked, another test may give it.
            Prepared.TryRemove(new((handler, settings), preparation));
            throw new ArgumentException(failed.Message, nameof(settings), failed);
        }
        catch (TimeoutException late)
        {
            // It goes on, and who connects again waits for the rest of it.
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"the handler {handler.FullName} did not prepare itself within {patience.TotalSeconds} s ({nameof(TestClient)}.{nameof(TestClient.PreparationPatience)})"), late);
        }
    }

    private static StreamHandlerHost Host(StreamHandler handler) =>
        new(handler, handler.GetType().IsDefined(typeof(DuplexAttribute), inherit: true));

    // A constructor that throws fails the handler, as one that was made from its type.
    private static Props Made(Func<ActorBase> make) => Producer<ActorBase>.Props(() =>
    {
        try
        {
            return make();
        }
        catch (Exception failure)
        {
            return new FailedHandler(failure);
        }
    });
}
