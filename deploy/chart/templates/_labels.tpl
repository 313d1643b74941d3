{{/* The labels. Pods have none of Helm's, which change with the chart's version. */}}
{{- define "conversations-authz.helmLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "conversations-authz.labels" -}}
app.kubernetes.io/name: {{ .Values.name }}
{{- end }}

{{- define "conversations-authz.metadata" -}}
name: {{ .Values.name }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "conversations-authz.labels" . | nindent 2 }}
  {{- include "conversations-authz.helmLabels" . | nindent 2 }}
{{- end }}
