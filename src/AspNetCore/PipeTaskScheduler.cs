using System.IO.Pipelines;

namespace ActorServer.AspNetCore;

/// <summary>Goes on where tasks of this scheduler do, so that a handler which waits for a pipe stays on its dispatcher.</summary>
internal sealed class PipeTaskScheduler(TaskScheduler tasks) : PipeScheduler
{
    public override void Schedule(Action<object?> action, object? state) =>
        Task.Factory.StartNew(action, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, tasks);
}
