{{/*
The ConfigMaps. Unless a change is to be taken in place, their names end with a hash of
what is in them, the one of kustomize's configMapGenerator: a change is a rollout, and
the old ones stay for the pods that still have them, and for the way back.
*/}}

{{- define "conversations-authz.policy" -}}
{{- include "conversations-authz.configMap" (list . .Values.policy "policy" "policy.txtpb") }}
{{- end }}

{{- define "conversations-authz.callers" -}}
{{- include "conversations-authz.configMap" (list . .Values.callers "callers" "callers.json") }}
{{- end }}

{{- define "conversations-authz.configMap" -}}
{{- $context := index . 0 }}
{{- $file := index . 1 }}
{{- $name := printf "%s-%s" $context.Values.name (index . 2) }}
{{- $data := dict (index . 3) $file.text }}
{{- if not $file.inPlace }}
{{- $hash := dict "kind" "ConfigMap" "name" "" "data" $data | mustToJson | sha256sum | trunc 10 }}
{{- range $from, $to := dict "0" "g" "1" "h" "3" "k" "a" "m" "e" "t" }}
{{- $hash = $hash | replace $from $to }}
{{- end }}
{{- $name = printf "%s-%s" $name $hash }}
{{- end }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  namespace: {{ $context.Release.Namespace }}
  labels: {{- include "conversations-authz.helmLabels" $context | nindent 4 }}
  {{- if not $file.inPlace }}
  annotations: {helm.sh/resource-policy: keep}
  {{- end }}
data: {{- $data | toYaml | nindent 2 }}
{{- end }}
