using ActorServer.Serving.Loading;
using Akka.Actor;

namespace ActorServer.Server.Admission;

/// <content>How its handler is prepared, before anybody is accepted: its own preparation, and what its constructor asks for.</content>
internal sealed partial class Service
{
    // Workers prepare it themselves; everywhere else the handlers run in this process.
    private void PrepareHandler()
    {
        var preparation = _settings.Backend.Kind.Description.HandlersPrepare == PreparationPlace.Worker
            ? Task.CompletedTask
            : PrepareAsync(_settings.Handler);
        preparation.PipeTo(Self, success: () => HandlerPrepared.Instance, failure: failure => new HandlerUnprepared(failure.Message));
    }

    // Services may use what has been prepared.
    private async Task PrepareAsync(HandlerSpec handler)
    {
        await HandlerPreparation.RunAsync(handler.Here.Type, HandlerSettings.Parse(handler.Settings), _preparing.Token).ConfigureAwait(false);
        await _handlers.TryAsync(handler.Here).ConfigureAwait(false);
    }
}
